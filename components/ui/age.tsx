"use client";

import { useCallback } from "react";
import { useClockText } from "./clock.tsx";
import { formatDuration } from "./format.ts";

type Props = {
  /** When the data was taken. */
  at: string | number;
  /** How often it is taken anew, seconds. After three such periods the age is said as a warning. */
  everySec: number;
};

/** How old what one sees is: quiet while fresh, in words and amber once it is stale. */
export function Age({ at, everySec }: Props) {
  const atMs = typeof at === "number" ? at : Date.parse(at);
  const text = useClockText(
    useCallback(
      (nowMs: number) => {
        const ageMs = Math.max(nowMs - atMs, 0);
        const stale = ageMs > everySec * 3_000;
        if (stale) return `stale|Not updated for ${formatDuration(ageMs, 1)}`;
        return ageMs < 1_000
          ? "fresh|Updated just now"
          : `fresh|Updated ${formatDuration(Math.floor(ageMs / 1_000) * 1_000, 1)} ago`;
      },
      [atMs, everySec],
    ),
  );
  const [state, words] = text.split("|");
  return <span className={state === "stale" ? "font-medium text-warn-ink" : undefined}>{words}</span>;
}
