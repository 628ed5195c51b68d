import { type SearchParams, sortLink } from "#components/ui/filters.ts";
import type { TableColumn } from "#components/ui/table-column.ts";

/** The list's columns; sorted only by what the server has an index for. */
export function keyColumns(params: SearchParams): readonly TableColumn[] {
  return [
    { id: "name", header: "Key", sort: sortLink(params, "name") },
    { id: "org", header: "Organization", from: "lg", card: 2 },
    { id: "scope", header: "Highest scope", card: 2 },
    { id: "status", header: "Status", card: 1 },
    { id: "expires", header: "Expires", from: "lg", sort: sortLink(params, "expires") },
    { id: "used", header: "Last used", from: "xl" },
    { id: "shape", header: "Shape of the day", headerHidden: true, from: "xl", align: "right", width: 96 },
    { id: "requests", header: "Requests, last 24 h", align: "right", card: 3, cardLabel: "24 h" },
    { id: "denied", header: "Denied", align: "right", from: "xl", card: 3, cardLabel: true },
    { id: "more", header: "More", headerHidden: true, align: "right", width: 44 },
  ];
}

export const KEYS_TABLE_ID = "keys";
