import { cx } from "./cx.ts";
import type { TableRow } from "./table-column.ts";
import { TextLink } from "./text-link.tsx";

/** The first cell: the row's name, a link where it has a page, over what tells it from its namesakes. */
export function RowName({ row }: { row: TableRow }) {
  const look = row.mono ? "font-mono text-small" : "font-medium";
  return (
    <>
      {row.href ? (
        <TextLink
          href={row.href}
          look="plain"
          data-row-link=""
          {...(row.sheetHref && { "data-sheet": row.sheetHref })}
          className={cx("touch-line", look)}
        >
          {row.name}
        </TextLink>
      ) : (
        <span className={`text-ink ${look}`}>{row.name}</span>
      )}
      {row.under && (
        <span data-second-line="" className="block text-ink-3 text-small">
          {row.under}
        </span>
      )}
    </>
  );
}
