import type { Measured } from "./main.ts";

export type Row = {
  readonly subject: string;
  readonly requestsPerSec: number;
  /** Milliseconds, with so many connections always busy: the time in the queue included. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** CPU time of the subject's process for one request, or one verification, in microseconds. */
  readonly cpuUs: number;
  /** Requests a second to those of the bare proxy in the same round: the median of the rounds. */
  readonly toBare: number;
};

const BARE = "bare undici proxy";
/** What each must reach of the bare proxy, or of another subject. */
const TARGETS: Readonly<Record<string, number>> = { "gate, bearer": 0.6 };

/** The median of each figure over the rounds; subjects in the order they were measured. */
export function summarise(measured: readonly Measured[]): readonly Row[] {
  const names = [...new Set(measured.map(({ subject }) => subject))];
  const of = (name: string) => measured.filter(({ subject }) => subject === name);
  const rate = ({ requests, seconds }: Measured) => requests / seconds;
  const bare = of(BARE).map(rate);
  return names.map((subject) => {
    const rounds = of(subject);
    return {
      subject,
      requestsPerSec: median(rounds.map(rate)),
      p50: medianOrNull(rounds.map(({ p50 }) => p50)),
      p99: medianOrNull(rounds.map(({ p99 }) => p99)),
      cpuUs: median(rounds.map(({ cpuUs }) => cpuUs)),
      toBare: median(rounds.map((round, i) => rate(round) / (bare[i] ?? Number.NaN))),
    };
  });
}

export function printTable(
  rows: readonly Row[],
  how: {
    readonly pins: boolean;
    readonly rounds: number;
    readonly measureMs: number;
    readonly connections: number;
  },
): void {
  const lines = [["", "req/s", "p50 ms", "p99 ms", "CPU µs/req", "to bare", "at least"]];
  for (const { subject, requestsPerSec, p50, p99, cpuUs, toBare } of rows) {
    lines.push([
      subject,
      Math.round(requestsPerSec).toLocaleString("en"),
      p50?.toFixed(2) ?? "",
      p99?.toFixed(2) ?? "",
      cpuUs.toFixed(1),
      toBare.toFixed(2),
      TARGETS[subject]?.toFixed(2) ?? "",
    ]);
  }
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of lines) {
    const cells = line.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0),
    );
    process.stdout.write(`${cells.join("  ").trimEnd()}\n`);
  }
  const cores = how.pins ? "subject on one core, load and upstream on another" : "not pinned to cores";
  process.stdout.write(
    `small GET, plain HTTP, ${how.connections} connections, ${cores}; median of ${how.rounds} rounds of ${how.measureMs / 1000} s\n`,
  );
}

/** Null where there is none. */
function medianOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
