const STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] as const;

/** The next round number at or above the largest value: the stated top of a panel's scale, at least 1. */
export function niceTop(max: number): number {
  if (!(max > 1)) return 1;
  const unit = 10 ** Math.floor(Math.log10(max));
  const step = STEPS.find((candidate) => candidate * unit >= max * (1 - 1e-9)) ?? 10;
  // Counts are whole: below ten there is no 1.2.
  return Math.ceil(Number((step * unit).toPrecision(6)));
}

/** Where along the axis a time lies, 0–100; null outside it. */
export function axisPercent(atMs: number, startMs: number, endMs: number): number | null {
  if (atMs < startMs || atMs > endMs || endMs <= startMs) return null;
  return ((atMs - startMs) / (endMs - startMs)) * 100;
}

/**
 * Round clock times for an axis: at most `most` of them, aligned to the zone's midnight by `offsetMs`.
 *
 * @param offsetMs what is added to epoch time to get the zone's wall clock.
 */
export function axisTicks(startMs: number, endMs: number, offsetMs = 0, most = 7): number[] {
  const HOUR_MS = 3_600_000;
  const steps = [0.25, 0.5, 1, 2, 3, 4, 6, 12, 24, 48, 96, 168, 336, 672, 1344].map(
    (hours) => hours * HOUR_MS,
  );
  const step = steps.find((candidate) => (endMs - startMs) / candidate <= most) ?? 1344 * HOUR_MS;
  const first = Math.ceil((startMs + offsetMs) / step) * step - offsetMs;
  return Array.from(
    { length: Math.max(Math.floor((endMs - first) / step) + 1, 0) },
    (_, at) => first + at * step,
  );
}
