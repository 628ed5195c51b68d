import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export type KeyValue = {
  label: string;
  value: ReactNode;
  mono?: boolean;
  /** Below its label, for what needs the whole width: an address. */
  below?: boolean;
};

/** Facts of one thing: the label left, the value right of it. */
export function KeyValueList({
  items,
  wide = false,
}: {
  items: readonly KeyValue[] /** Room for long labels. */;
  wide?: boolean;
}) {
  return (
    <dl className="grid gap-3">
      {items.map(({ label, value, mono, below = false }) => (
        <div
          key={label}
          className={cx(
            "grid",
            below ? "gap-0.5" : "gap-3",
            !below && (wide ? "grid-cols-[10rem_minmax(0,1fr)]" : "grid-cols-[6rem_minmax(0,1fr)]"),
          )}
        >
          <dt className="text-ink-3 text-small">{label}</dt>
          <dd className={cx("min-w-0 break-words text-ink text-small", mono && "font-mono")}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
