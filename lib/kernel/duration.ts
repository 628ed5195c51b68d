const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export const DAY_MS = UNIT_MS.d;

/**
 * A duration as people type it: a whole number and one of s, m, h, d ("30d", "12h").
 *
 * @returns milliseconds, or null for anything else; at most 100,000 of a unit, so no overflow is in reach.
 */
export function parseDurationMs(text: string): number | null {
  const match = /^(0|[1-9]\d{0,4}|100000)([smhd])$/.exec(text.trim());
  if (match === null) return null;
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}
