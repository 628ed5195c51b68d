"use client";

import { FlexRender } from "@tanstack/react-table";
import { Checkbox } from "./checkbox.tsx";
import { cx } from "./cx.ts";
import { cellClass, followsOnCard, type TableColumn } from "./table-column.ts";
import type { ModelRow } from "./use-row-table.tsx";

type Props = {
  row: ModelRow;
  columns: readonly TableColumn[];
  edge: string;
  compact: boolean;
  selected: boolean;
  /** Present where rows can be chosen. */
  onSelect?: (event: unknown) => void;
};

/** One row: cells in their columns on a wide screen, a card of three lines on a narrow one. */
export function TableBodyRow({ row, columns, edge, compact, selected, onSelect }: Props) {
  const { name, under, current } = row.original;
  return (
    <tr
      data-row={row.id}
      data-selected={selected || undefined}
      data-current={current || undefined}
      className={cx(
        "border-line border-t transition-colors duration-100 ease-out focus-within:bg-hover hover:bg-hover data-current:bg-selected data-selected:bg-selected",
        "max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:px-4 max-md:py-3 max-md:first:border-t-0",
        // What comes before and after the row in it breaks the card's lines.
        "max-md:before:order-2 max-md:before:basis-full max-md:before:content-[''] max-md:after:order-4 max-md:after:basis-full max-md:after:content-['']",
        onSelect && "max-md:relative max-md:pl-11",
        compact ? "md:h-9 md:[&_[data-second-line]]:hidden" : under ? "md:h-11" : "md:h-9",
      )}
    >
      {onSelect && (
        <td className="w-11 pr-1.5 pl-3 leading-none max-md:absolute max-md:top-3.5 max-md:left-4 max-md:w-auto max-md:pl-0">
          <Checkbox aria-label={`Select ${name}`} data-select="" checked={selected} onChange={onSelect} />
        </td>
      )}
      {row.getVisibleCells().map((cell, index) => {
        const column = columns[index];
        if (!column) return null;
        return (
          <td key={cell.id} className={cellClass(column, index === 0, followsOnCard(columns, index), edge)}>
            {column.cardLabel && (
              <span className="text-ink-3 md:hidden">
                {column.cardLabel === true ? column.header : column.cardLabel}{" "}
              </span>
            )}
            <FlexRender cell={cell} />
          </td>
        );
      })}
    </tr>
  );
}
