"use client";

import { useCallback } from "react";
import { useClockText } from "#components/ui/clock.tsx";
import { formatClock, formatDate, formatDuration, formatInstant, type Zone } from "#components/ui/format.ts";

const DAY_MS = 86_400_000;

/** "15:00 UTC today", "15:00 UTC tomorrow, in 19 h 28 min", "8 Nov 2026, 14:31 UTC". */
export function Moment({ at, remaining = false }: { readonly at: string; readonly remaining?: boolean }) {
  const atMs = Date.parse(at);
  const text = useClockText(
    useCallback(
      (nowMs: number, zone: Zone) => describeMoment(atMs, nowMs, zone, remaining),
      [atMs, remaining],
    ),
  );
  return (
    <time dateTime={at} title={formatInstant(atMs, "UTC")}>
      {text}
    </time>
  );
}

function describeMoment(atMs: number, nowMs: number, zone: Zone, remaining: boolean): string {
  const clock = formatClock(atMs, zone);
  const date = formatDate(atMs, zone);
  const near = [-1, 0, 1].find((days) => formatDate(nowMs + days * DAY_MS, zone) === date);
  const when =
    near === undefined
      ? `${date}, ${clock}`
      : `${clock} ${{ "-1": "yesterday", "0": "today", "1": "tomorrow" }[near]}`;
  return remaining && atMs > nowMs ? `${when}, in ${formatDuration(atMs - nowMs)}` : when;
}
