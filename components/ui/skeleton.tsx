import { cx } from "./cx.ts";

const WIDTHS = ["w-3/4", "w-1/2", "w-2/3", "w-2/5", "w-4/5", "w-3/5"] as const;

/** A grey bar in the place of words that are on their way. Appears after 150 ms, so that fast answers never flash. */
export function Skeleton({ className = "w-24" }: { className?: string }) {
  return (
    <span aria-hidden="true" className={cx("appear-late block h-3 rounded-sm bg-mute-soft", className)} />
  );
}

/** The final shape of a table while its first rows are on their way. */
export function SkeletonRows({ columns, rows }: { columns: number; rows: number }) {
  return shapes(rows).map((row) => (
    <tr
      key={row.key}
      className="h-11 border-line border-t max-md:flex max-md:items-center max-md:justify-between max-md:px-4"
    >
      {shapes(columns).map((column, index) => (
        <td
          key={column.key}
          className={cx("px-3 py-1 md:first:pl-4 max-md:flex-1 max-md:px-0", index > 1 && "max-md:hidden")}
        >
          <Skeleton className={WIDTHS[(row.at + column.at) % WIDTHS.length] ?? "w-24"} />
        </td>
      ))}
    </tr>
  ));
}

/** The final shape of a card's text while it is on its way. */
export function SkeletonLines({ lines = 3 }: { lines?: number }) {
  return (
    <div role="status" aria-label="Loading" className="grid gap-3 py-1">
      {shapes(lines).map((line) => (
        <Skeleton key={line.key} className={WIDTHS[line.at % WIDTHS.length] ?? "w-24"} />
      ))}
    </div>
  );
}

function shapes(count: number): { at: number; key: string }[] {
  return Array.from({ length: count }, (_, at) => ({ at, key: `shape-${at}` }));
}
