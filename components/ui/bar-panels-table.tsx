"use client";

import type { BarPanelsProps } from "./bar-panels.tsx";
import { DataTable } from "./data-table.tsx";
import { Empty } from "./empty.tsx";
import { formatAxisDate, formatNumber, MISSING } from "./format.ts";
import type { TableColumn, TableRow } from "./table-column.ts";
import { Time } from "./time.tsx";

const DAY_MS = 86_400_000;

type Props = Pick<BarPanelsProps, "title" | "startMs" | "bucketMs" | "panels" | "hrefs">;

/** The chart's own numbers, newest first. */
export function BarPanelsTable({ title, startMs, bucketMs, panels, hrefs }: Props) {
  const columns: TableColumn[] = [
    { id: "from", header: "From" },
    { id: "at", header: "Time" },
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
      name: bucketMs < DAY_MS ? new Date(atMs).toISOString().slice(11, 16) : formatAxisDate(atMs, "UTC"),
      ...(href && { href }),
      cells: {
        at: <Time at={atMs} mode="absolute" precision="minute" />,
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
