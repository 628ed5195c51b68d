import type { Result } from "#lib/kernel/result.ts";

export type ClockReading = {
  /** The server's clock minus this browser's, milliseconds. */
  readonly offsetMs: number;
  /** Half of how long the answer took: the reading may be off by as much. */
  readonly errorMs: number;
};

/** Reads the server's clock. null: no answer. */
export async function readServerClock(signal?: AbortSignal): Promise<ClockReading | null> {
  try {
    const sent = Date.now();
    const began = performance.now();
    const answer = await fetch("/connect/clock", {
      cache: "no-store",
      redirect: "error",
      ...(signal && { signal }),
    });
    const result = (await answer.json()) as Result<{ readonly nowMs: number }, string>;
    const tookMs = performance.now() - began;
    return result.ok ? { offsetMs: result.value.nowMs - (sent + tookMs / 2), errorMs: tookMs / 2 } : null;
  } catch {
    return null;
  }
}

/** The server's time now as evidence writes it, for what a new key signs. null: no answer. */
export async function serverTime(): Promise<string | null> {
  const reading = await readServerClock();
  return reading && new Date(Date.now() + reading.offsetMs).toISOString();
}

/** "agrees with the gate's to 0.1 s", "is 6.2 s behind". Offsets that its own error explains are none. */
export function describeOffset({ offsetMs, errorMs }: ClockReading): string {
  const seconds = (ms: number) => `${Number((ms / 1_000).toFixed(1)).toLocaleString("en")} s`;
  if (Math.abs(offsetMs) <= Math.max(errorMs, 100))
    return `agrees with the gate's to ${seconds(Math.max(errorMs, 100))}`;
  return `is ${seconds(Math.abs(offsetMs))} ${offsetMs > 0 ? "behind" : "ahead"}`;
}
