import type { ReactNode } from "react";
import { cx } from "./cx.ts";

type Props = {
  /** A sentence-case title; charts ask their question in it, with period and zone. */
  title?: string;
  /** The id that makes the title nameable from outside (`aria-labelledby` on something inside). */
  titleId?: string;
  /** Right of the title: one or two text links. */
  corner?: ReactNode;
  /** Tables and lists that bring their own edges. */
  flush?: boolean;
  as?: "section" | "div";
  className?: string;
  children: ReactNode;
};

export function Card({
  title,
  titleId,
  corner,
  flush = false,
  as: Box = "section",
  className,
  children,
}: Props) {
  return (
    <Box
      className={cx("min-w-0 rounded-lg border border-line bg-surface", flush && "overflow-clip", className)}
    >
      {title && (
        <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-0.5 border-line border-b px-4 py-2">
          <h2 id={titleId} className="min-w-0 flex-[1_1_12rem] font-semibold text-body text-ink">
            {title}
          </h2>
          {corner && (
            <div className="flex shrink-0 items-center gap-1 text-ink-3 text-small *:touch-line">
              {corner}
            </div>
          )}
        </div>
      )}
      <div className={flush ? undefined : "p-4"}>{children}</div>
    </Box>
  );
}

/** A part of a card, parted from the one above by a hairline. */
export function CardPart({ children }: { children: ReactNode }) {
  return <div className="border-line border-t p-4 first:border-t-0">{children}</div>;
}
