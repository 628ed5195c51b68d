import type { TableColumn } from "#components/ui/table-column.ts";

export const DENIED_TABLE_ID = "denied";

/** The list's columns: always newest first, so nothing sorts. */
export const deniedColumns: readonly TableColumn[] = [
  { id: "at", header: "Time" },
  { id: "reason", header: "Reason", wrap: true, card: 2 },
  { id: "key", header: "Key", card: 1 },
  { id: "from", header: "From", from: "lg", card: 3, cardLabel: true },
];
