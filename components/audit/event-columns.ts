import type { TableColumn } from "#components/ui/table-column.ts";

export const AUDIT_TABLE_ID = "audit";

/** The list's columns: always newest first, so nothing sorts. */
export const eventColumns: readonly TableColumn[] = [
  { id: "at", header: "Time" },
  { id: "who", header: "Who" },
  { id: "what", header: "What", wrap: true, card: 2 },
  { id: "outcome", header: "Outcome", card: 1 },
  { id: "org", header: "Organization", from: "xl" },
  { id: "from", header: "From", from: "lg", card: 3, cardLabel: true },
  { id: "number", header: "Event", align: "right", card: 3 },
];
