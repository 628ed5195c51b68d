import { expect, it } from "vitest";
import { followsOnCard, type TableColumn } from "./table-column.ts";

const columns: readonly TableColumn[] = [
  { id: "name", header: "Key" },
  { id: "status", header: "Status", card: 1 },
  { id: "requests", header: "Requests", align: "right", card: 3 },
  { id: "denied", header: "Denied", align: "right", card: 3 },
  { id: "more", header: "More", align: "right" },
];

// Guarantee: on a phone's card the first figure of a line begins it, and only what follows goes to its end.
it("knows which cells follow another on their line of the card", () => {
  expect(columns.map((_, index) => followsOnCard(columns, index))).toEqual([false, true, false, true, false]);
});
