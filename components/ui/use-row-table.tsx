"use client";

import {
  columnVisibilityFeature,
  createColumnHelper,
  type Row,
  type RowSelectionState,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo, useState } from "react";
import { useTablePreference } from "./preferences-provider.tsx";
import type { TableColumn, TableRow } from "./table-column.ts";
import { RowName } from "./table-row-name.tsx";

const features = tableFeatures({ rowSelectionFeature, columnVisibilityFeature });
const helper = createColumnHelper<typeof features, TableRow>();

/** A row as the table model hands it to its drawing. */
export type ModelRow = Row<typeof features, TableRow>;

/** The model behind a `DataTable`: which columns the person sees and which rows are chosen. The server sorts and pages. */
export function useRowTable(
  id: string,
  columns: readonly TableColumn[],
  rows: readonly TableRow[],
  selectable: boolean,
) {
  const [{ density, hidden }] = useTablePreference(id);
  const [rowSelection, setRowSelection] = useState<RowSelectionState>({});
  const [allMatching, setAllMatching] = useState(false);
  const definitions = useMemo(() => define(columns), [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const first = columns[0]?.id;
  const columnVisibility = useMemo(
    () => Object.fromEntries((hidden ?? []).filter((name) => name !== first).map((name) => [name, false])),
    [hidden, first],
  );
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (row) => row.id,
    enableRowSelection: selectable,
    state: { rowSelection, columnVisibility },
    onRowSelectionChange: (change) => {
      setAllMatching(false);
      setRowSelection(change);
    },
  });
  return {
    table,
    shown: table
      .getVisibleLeafColumns()
      .flatMap((leaf) => columns.find((column) => column.id === leaf.id) ?? []),
    // Rows that have left the page are no longer chosen.
    selected: rows.filter((row) => rowSelection[row.id]),
    compact: density === "compact",
    allMatching,
    setAllMatching,
    clear: () => {
      setRowSelection({});
      setAllMatching(false);
    },
  };
}

function define(columns: readonly TableColumn[]) {
  return helper.columns(
    columns.map((column, index) =>
      helper.display({
        id: column.id,
        header: column.header,
        cell: ({ row }) => (index === 0 ? <RowName row={row.original} /> : row.original.cells[column.id]),
      }),
    ),
  );
}
