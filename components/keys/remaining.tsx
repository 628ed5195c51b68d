"use client";

import { useCallback } from "react";
import { useClockText } from "#components/ui/clock.tsx";
import { formatDuration, formatInstant, type Zone } from "#components/ui/format.ts";

/** "at 2026-11-24 11:30 UTC, in 19 h 48 min". */
export function Remaining({ at }: { readonly at: string }) {
  const atMs = Date.parse(at);
  const text = useClockText(
    useCallback(
      (nowMs: number, zone: Zone) => {
        const left = atMs - nowMs;
        const when = `at ${formatInstant(atMs, zone, "minute")}`;
        return left <= 0 ? when : `${when}, in ${formatDuration(left)}`;
      },
      [atMs],
    ),
  );
  return <time dateTime={at}>{text}</time>;
}
