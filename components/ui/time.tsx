"use client";

import { useCallback } from "react";
import { useClockText, useZone } from "./clock.tsx";
import { cx } from "./cx.ts";
import {
  formatClock,
  formatDate,
  formatExpiry,
  formatInstant,
  formatRelative,
  MISSING,
  type Zone,
} from "./format.ts";

export type TimeMode = "relative" | "absolute" | "date" | "expiry" | "clock";

type Props = {
  /** RFC 3339 text or epoch milliseconds; null where it has not happened. */
  at: string | number | null;
  /**
   * relative: "4 min ago", a date beyond 7 days. absolute: evidence, "2026-11-23 15:42:10.482 UTC".
   * date: "14 Feb 2027". expiry: "in 12 d" over its date, toned. clock: "15:42:10 UTC".
   */
  mode?: TimeMode;
  /** relative only: the absolute time as a second, smaller line. */
  stacked?: boolean;
  precision?: "minute" | "second" | "ms";
  /** What stands for null. */
  missing?: string;
};

/** The one way a time is shown: a `<time datetime>` in the person's zone, its whole instant in the title. */
export function Time({ at, mode = "relative", stacked = false, precision, missing = MISSING }: Props) {
  const atMs = at === null ? null : typeof at === "number" ? at : Date.parse(at);
  if (atMs === null || Number.isNaN(atMs)) return <span>{missing}</span>;
  if (mode === "expiry") return <ExpiryTime atMs={atMs} />;
  return <PlainTime atMs={atMs} mode={mode} stacked={stacked} precision={precision} />;
}

type PlainProps = {
  atMs: number;
  mode: Exclude<TimeMode, "expiry">;
  stacked: boolean;
  precision: Props["precision"];
};

function PlainTime({ atMs, mode, stacked, precision }: PlainProps) {
  const zone = useZone();
  const text = useClockText(
    useCallback(
      (nowMs: number, inZone: Zone) => write(atMs, nowMs, inZone, mode, precision),
      [atMs, mode, precision],
    ),
  );
  const whole = formatInstant(atMs, zone);
  return (
    <time dateTime={new Date(atMs).toISOString()} title={whole === text ? undefined : whole}>
      {stacked ? <span className="block">{text}</span> : text}
      {stacked && <span className="block text-ink-3 text-small">{formatInstant(atMs, zone, "second")}</span>}
    </time>
  );
}

function write(
  atMs: number,
  nowMs: number,
  zone: Zone,
  mode: PlainProps["mode"],
  precision: Props["precision"],
): string {
  if (mode === "absolute") return formatInstant(atMs, zone, precision ?? "ms");
  if (mode === "date") return formatDate(atMs, zone);
  if (mode === "clock") return formatClock(atMs, zone, precision !== "minute");
  return formatRelative(atMs, nowMs, zone);
}

const EXPIRY_TONE = {
  calm: "",
  soon: "font-medium text-warn-ink",
  past: "font-medium text-bad-ink",
} as const;

function ExpiryTime({ atMs }: { atMs: number }) {
  const zone = useZone();
  // One text carries all three parts, so that one subscription redraws them together.
  const joined = useClockText(
    useCallback(
      (nowMs: number, inZone: Zone) => {
        const { text, date, tone } = formatExpiry(atMs, nowMs, inZone);
        return [text, date, tone].join("|");
      },
      [atMs],
    ),
  );
  const [text, date, tone] = joined.split("|") as [string, string, keyof typeof EXPIRY_TONE];
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatInstant(atMs, zone)}>
      <span className={cx("block", EXPIRY_TONE[tone])}>{text}</span>
      <span className="block text-ink-3 text-small">{date}</span>
    </time>
  );
}

/** The present in the chosen zone, for the top bar. */
export function ClockFace() {
  const text = useClockText(useCallback((nowMs: number, zone: Zone) => formatClock(nowMs, zone), []));
  return <span className="whitespace-nowrap tabular-nums">{text}</span>;
}
