import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export type TableColumn = {
  id: string;
  header: string;
  align?: "left" | "right";
  /** Only for columns the server can sort by an index: where pressing the header leads, and how it stands now. */
  sort?: { href: string; direction: "ascending" | "descending" | null };
  /** The narrowest screen whose table still has it. */
  from?: "lg" | "xl";
  /** Its line on the card that a row becomes on a phone; left out, it is not on the card. */
  card?: 1 | 2 | 3;
  /** On the card, the header's words (or shorter ones) stand before the value. */
  cardLabel?: true | string;
  /** The header is read out, not shown (a column of menus). */
  headerHidden?: boolean;
  /** Sentences: may take several lines. Everything else stays on its line. */
  wrap?: boolean;
  /** Pixels; keeps its width whatever it holds. */
  width?: number;
};

export type TableRow = {
  id: string;
  /** The link's words, and what the row is called in "Select …". */
  name: string;
  href?: string;
  /** The row's side sheet, opened by `o`. */
  sheetHref?: string;
  /** Codes and ids. */
  mono?: boolean;
  /** The second line under the name. */
  under?: ReactNode;
  /** By column id; the first column is drawn from `name` and `under`. */
  cells: Record<string, ReactNode>;
  /** Its sheet is open. */
  current?: boolean;
};

const CARD_LINE = { 1: "max-md:order-1", 2: "max-md:order-3", 3: "max-md:order-5" } as const;
const FROM = { lg: "max-lg:hidden", xl: "max-xl:hidden" } as const;

/** Whether a figure has something before it on its line of the card: only then does it go to the line's end. */
export function followsOnCard(columns: readonly TableColumn[], index: number): boolean {
  const line = columns[index]?.card;
  return columns.slice(0, index).some((column, at) => (at === 0 ? 1 : column.card) === line);
}

/** Where a cell stands: in its column on a wide screen, on its line of the card on a narrow one. */
export function cellClass(column: TableColumn, first: boolean, follows: boolean, edge: string): string {
  const onCard = first
    ? "max-md:order-1 max-md:min-w-0 max-md:flex-1"
    : column.card && CARD_LINE[column.card];
  return cx(
    "px-3 py-1 text-ink-2 max-md:block max-md:p-0",
    edge,
    column.headerHidden && "md:px-1",
    !column.wrap && "md:whitespace-nowrap",
    column.align === "right" && "md:text-right",
    column.align === "right" && follows && "max-md:ml-auto",
    !first && column.card && column.card > 1 && "max-md:mt-1 max-md:text-small",
    column.from && !column.card && FROM[column.from],
    column.from && column.card && (column.from === "lg" ? "max-lg:md:hidden" : "max-xl:md:hidden"),
    onCard ?? "max-md:hidden",
  );
}

export function headClass(column: TableColumn, edge: string): string {
  return cx(
    "h-8 whitespace-nowrap px-3 font-medium text-ink-3 text-micro",
    edge,
    column.align === "right" && "text-right",
    column.from && FROM[column.from],
  );
}

/** The outermost columns stand where a card's own text does, unless a checkbox comes before them. */
export const EDGE = { plain: "md:first:pl-4 md:last:pr-4", select: "" } as const;
