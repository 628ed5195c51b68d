"use client";

import { type ReactNode, useId } from "react";
import { Checkbox } from "./checkbox.tsx";
import { cx } from "./cx.ts";
import { type Selection, SelectionBar } from "./selection-bar.tsx";
import { SkeletonRows } from "./skeleton.tsx";
import { TableBodyRow } from "./table-body-row.tsx";
import { EDGE, type TableColumn, type TableRow } from "./table-column.ts";
import { NewsBar, TableFoot, type TableFootProps, TableHead } from "./table-edges.tsx";
import { useRowTable } from "./use-row-table.tsx";

export type DataTableProps = {
  /** Names the table in the person's preferences (density, hidden columns). */
  id: string;
  /** What the table lists; read out, not shown. */
  caption: string;
  /** The first column is always the row's name, a link. */
  columns: readonly TableColumn[];
  rows: readonly TableRow[];
  foot?: Omit<TableFootProps, "select">;
  /** Shown in the table's place when there is no row. */
  empty: ReactNode;
  /** Keeps the final shape while the first rows are on their way. */
  loading?: boolean;
  /** News waits here until it is asked for. */
  news?: { count: number; onShow: () => void };
  /** Rows can be chosen; what can be done with them floats below. Give it from a client component. */
  bulk?: { noun: string; total?: number; actions: (selection: Selection) => ReactNode };
  /** False inside a card, which brings the frame. */
  framed?: boolean;
};

export function DataTable(props: DataTableProps) {
  const { id, columns, rows, foot, news, bulk, framed = true } = props;
  const captionId = useId();
  const rowTable = useRowTable(id, columns, rows, bulk !== undefined);
  const { selected, allMatching, setAllMatching, clear } = rowTable;
  // With no link inside, the box itself must take the focus to be scrolled by keyboard.
  const scrollable = rows.length > 0 && rows.every((row) => row.href === undefined);
  return (
    <div className="relative">
      {news && news.count > 0 && <NewsBar {...news} />}
      <div className={cx("bg-surface", framed ? "rounded-lg border border-line" : "rounded-b-lg")}>
        <div
          className={cx("overflow-x-auto", framed && "rounded-t-lg")}
          {...(scrollable && { tabIndex: 0, role: "group", "aria-labelledby": captionId })}
        >
          <Grid {...props} captionId={captionId} rowTable={rowTable} />
        </div>
        {foot && <TableFoot {...foot} select={bulk !== undefined} />}
      </div>
      {bulk && selected.length > 0 && (
        <SelectionBar
          noun={bulk.noun}
          selected={selected}
          shown={rows.length}
          {...(bulk.total !== undefined && { total: bulk.total })}
          allMatching={allMatching}
          onAllMatching={() => setAllMatching(true)}
          onClear={clear}
          actions={bulk.actions}
        />
      )}
    </div>
  );
}

type GridProps = DataTableProps & { captionId: string; rowTable: ReturnType<typeof useRowTable> };

function Grid({ caption, captionId, rows, empty, loading = false, bulk, rowTable }: GridProps) {
  const { table, shown, selected, compact } = rowTable;
  const edge = bulk ? EDGE.select : EDGE.plain;
  const width = shown.length + (bulk ? 1 : 0);
  return (
    <table className="w-full border-collapse text-left max-md:block" aria-busy={loading}>
      <caption id={captionId} className="sr-only">
        {caption}
      </caption>
      <TableHead
        columns={shown}
        edge={edge}
        select={
          bulk && (
            <Checkbox
              aria-label={`Select all ${rows.length} shown`}
              checked={rows.length > 0 && selected.length === rows.length}
              indeterminate={selected.length > 0 && selected.length < rows.length}
              disabled={rows.length === 0}
              onChange={() => table.toggleAllRowsSelected(selected.length < rows.length)}
            />
          )
        }
      />
      <tbody className="max-md:block">
        {loading && rows.length === 0 && <SkeletonRows columns={width} rows={8} />}
        {!loading && rows.length === 0 && (
          <tr className="max-md:block">
            <td colSpan={width} className="px-4 max-md:block">
              {empty}
            </td>
          </tr>
        )}
        {table.getRowModel().rows.map((row) => (
          <TableBodyRow
            key={row.id}
            row={row}
            columns={shown}
            edge={edge}
            compact={compact}
            selected={row.getIsSelected()}
            {...(bulk && { onSelect: row.getToggleSelectedHandler() })}
          />
        ))}
      </tbody>
    </table>
  );
}
