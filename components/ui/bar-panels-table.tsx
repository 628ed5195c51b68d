"use client";

import type { BarPanelsProps } from "./bar-panels.tsx";
import { useZone } from "./clock.tsx";
import { DataTable } from "./data-table.tsx";
import { Empty } from "./empty.tsx";
import { formatDate, formatInstant, formatNumber, MISSING } from "./format.ts";
import type { TableColumn, TableRow } from "./table-column.ts";

const DAY_MS = 86_400_000;

type Props = Pick<BarPanelsProps, "title" | "startMs" | "bucketMs" | "panels" | "hrefs">;

/** The chart's own numbers, newest first. */
export function BarPanelsTable({ title, startMs, bucketMs, panels, hrefs }: Props) {
  const zone = useZone();
  const columns: TableColumn[] = [
    { id: "from", header: "From" },
    ...panels.map(
      ({ id, label }): TableColumn => ({ id, header: label, align: "right", card: 3, cardLabel: true }),
    ),
  ];
  const buckets = panels[0]?.values.length ?? 0;
  const rows = Array.from({ length: buckets }, (_, index): TableRow => {
    const atMs = startMs + index * bucketMs;
    const href = hrefs?.[index];
    return {
      id: String(atMs),
      name: bucketMs < DAY_MS ? formatInstant(atMs, zone, "minute") : formatDate(atMs, zone),
      ...(href && { href }),
      cells: {
        ...Object.fromEntries(
          panels.map(({ id, values }) => [id, values[index] == null ? MISSING : formatNumber(values[index])]),
        ),
      },
    };
  }).reverse();
  return (
    <div className="max-h-72 overflow-y-auto">
      <DataTable
        id="chart"
        caption={title}
        columns={columns}
        rows={rows}
        framed={false}
        empty={<Empty title="No data yet." />}
      />
    </div>
  );
}
