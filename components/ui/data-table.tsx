"use client";

import {
  columnVisibilityFeature,
  createColumnHelper,
  type RowSelectionState,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type ReactNode, useId, useMemo, useState } from "react";
import { Checkbox } from "./checkbox.tsx";
import { cx } from "./cx.ts";
import { useTablePreference } from "./preferences-provider.tsx";
import { type Selection, SelectionBar } from "./selection-bar.tsx";
import { SkeletonRows } from "./skeleton.tsx";
import { cellClass, EDGE, followsOnCard, type TableColumn, type TableRow } from "./table-column.ts";
import { NewsBar, TableFoot, type TableFootProps, TableHead } from "./table-edges.tsx";
import { RowName } from "./table-row-name.tsx";

export type DataTableProps = {
  /** Names the table in the person's preferences (density, hidden columns). */
  id: string;
  /** What the table lists; read out, not shown. */
  caption: string;
  /** The first column is always the row's name, a link. */
  columns: readonly TableColumn[];
  rows: readonly TableRow[];
  foot?: TableFootProps;
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

const features = tableFeatures({ rowSelectionFeature, columnVisibilityFeature });
const helper = createColumnHelper<typeof features, TableRow>();

export function DataTable(props: DataTableProps) {
  const { id, caption, columns, rows, foot, empty, loading = false, news, bulk, framed = true } = props;
  const captionId = useId();
  const [preference] = useTablePreference(id);
  const [rowSelection, setRowSelection] = useState<RowSelectionState>({});
  const [allMatching, setAllMatching] = useState(false);
  const compact = preference.density === "compact";

  const definitions = useMemo(
    () =>
      helper.columns(
        columns.map((column, index) =>
          helper.display({
            id: column.id,
            header: column.header,
            cell: ({ row }) => (index === 0 ? <RowName row={row.original} /> : row.original.cells[column.id]),
          }),
        ),
      ),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const hidden = preference.hidden;
  const columnVisibility = useMemo(
    () =>
      Object.fromEntries(
        (hidden ?? []).filter((name) => name !== columns[0]?.id).map((name) => [name, false]),
      ),
    [hidden, columns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (row) => row.id,
    enableRowSelection: bulk !== undefined,
    state: { rowSelection, columnVisibility },
    onRowSelectionChange: (change) => {
      setAllMatching(false);
      setRowSelection(change);
    },
  });

  const shown = table
    .getVisibleLeafColumns()
    .flatMap((leaf) => columns.find((column) => column.id === leaf.id) ?? []);
  const selected = rows.filter((row) => rowSelection[row.id]);
  const edge = bulk ? EDGE.select : EDGE.plain;
  const width = shown.length + (bulk ? 1 : 0);
  const scrollable = rows.every((row) => row.href === undefined);
  const clear = () => {
    setRowSelection({});
    setAllMatching(false);
  };

  return (
    <div className="relative">
      {news && news.count > 0 && <NewsBar {...news} />}
      <div className={cx("bg-surface", framed ? "rounded-lg border border-line" : "rounded-b-lg")}>
        <div
          className={cx("overflow-x-auto", framed && "rounded-t-lg")}
          {...(scrollable && rows.length > 0 && { tabIndex: 0, role: "group", "aria-labelledby": captionId })}
        >
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
                <tr
                  key={row.id}
                  data-row={row.id}
                  data-selected={row.getIsSelected() || undefined}
                  data-current={row.original.current || undefined}
                  className={cx(
                    "border-line border-t transition-colors duration-100 ease-out focus-within:bg-hover hover:bg-hover data-current:bg-selected data-selected:bg-selected",
                    "max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:px-4 max-md:py-3 max-md:first:border-t-0",
                    "max-md:before:order-2 max-md:before:basis-full max-md:before:content-[''] max-md:after:order-4 max-md:after:basis-full max-md:after:content-['']",
                    bulk && "max-md:relative max-md:pl-11",
                    compact
                      ? "md:h-9 md:[&_[data-second-line]]:hidden"
                      : row.original.under
                        ? "md:h-11"
                        : "md:h-9",
                  )}
                >
                  {bulk && (
                    <td className="w-11 pr-1.5 pl-3 leading-none max-md:absolute max-md:top-3.5 max-md:left-4 max-md:w-auto max-md:pl-0">
                      <Checkbox
                        aria-label={`Select ${row.original.name}`}
                        data-select=""
                        checked={row.getIsSelected()}
                        onChange={row.getToggleSelectedHandler()}
                      />
                    </td>
                  )}
                  {row.getVisibleCells().map((cell, index) => {
                    const column = shown[index];
                    return (
                      column && (
                        <td
                          key={cell.id}
                          className={cellClass(column, index === 0, followsOnCard(shown, index), edge)}
                        >
                          {column.cardLabel && (
                            <span className="text-ink-3 md:hidden">
                              {column.cardLabel === true ? column.header : column.cardLabel}{" "}
                            </span>
                          )}
                          <table.FlexRender cell={cell} />
                        </td>
                      )
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {foot && <TableFoot {...foot} />}
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
