import { cx } from "./cx.ts";
import type { StatusThing, StatusWord, Tone } from "./status.ts";
import { toneOf } from "./status.ts";
import { StatusShape } from "./status-shape.tsx";

const SOFT: Record<Tone, string> = {
  ok: "bg-ok-soft text-ok-ink",
  info: "bg-info-soft text-info-ink",
  warn: "bg-warn-soft text-warn-ink",
  bad: "bg-bad-soft text-bad-ink",
  mute: "bg-mute-soft text-mute-ink",
};

/** Shape, word and soft fill: a state is never told by colour alone. */
export function StatusBadge<T extends StatusThing>({ thing, word }: { thing: T; word: StatusWord<T> }) {
  const tone = toneOf(thing, word);
  return (
    <span
      className={cx(
        "inline-flex h-5 items-center gap-1.5 whitespace-nowrap rounded-sm pr-1.5 pl-1.5 font-medium text-micro",
        SOFT[tone],
      )}
    >
      <StatusShape tone={tone} />
      {word}
    </span>
  );
}

/** A soft label that is no state: "Demo data", "Test". */
export function Tag({
  tone,
  tall = false,
  children,
}: {
  tone: Tone;
  /** As high as what stands in the top bar. */
  tall?: boolean;
  children: string;
}) {
  return (
    <span
      className={cx(
        "inline-flex items-center whitespace-nowrap rounded-sm font-medium text-micro",
        tall ? "h-6 px-2" : "h-5 px-1.5",
        SOFT[tone],
      )}
    >
      {children}
    </span>
  );
}
