/**
 * What a supervised process says to whoever started it, over the IPC channel, and how it ends.
 *
 * A process of the house runs detached, so that a terminal's Ctrl-C reaches the launcher alone. It ends in an
 * orderly way on SIGTERM, SIGINT or a `stop` message, and by itself when the channel closes: a launcher that
 * was killed outright leaves nobody behind.
 */

export type ChildReport =
  | { readonly type: "ready"; readonly info: Readonly<Record<string, unknown>> }
  /** An expected failure: one line for a person, no stack. The process exits with 1 right after. */
  | { readonly type: "failed"; readonly line: string }
  /** The host names it answers to beyond the environment's: they belong on the certificate. */
  | { readonly type: "names"; readonly names: readonly string[] };

export type ParentOrder =
  | { readonly type: "stop" }
  /** The certificate's files were replaced: read them again. */
  | { readonly type: "certificate" }
  /** Everything the process stands on is there: begin. */
  | { readonly type: "go" };

/** Why a process ends. When `orphaned`, nobody coordinates the order in which the processes go. */
export type StopReason = "asked" | "orphaned";

/** Set for a process that the launcher holds until it says `go`. */
export const HELD_VARIABLE = "KEYWARDEN_HELD";

const STOP_MS_MAX = 10_000;
const ORPHAN_STOP_MS_MAX = 6_000;

const stops: ((reason: StopReason) => Promise<void> | void)[] = [];
const renewals: (() => void)[] = [];
const go = Promise.withResolvers<void>();
let stopping = false;
let listening = false;

/** Runs at an orderly stop, in the order of registration; all of it within 10 s, else the process ends with 1. */
export function onStop(run: (reason: StopReason) => Promise<void> | void): void {
  stops.push(run);
  listen();
}

/**
 * Resolves when the process may begin: the database is there and migrated. What it loads before, it loads while the
 * others get ready. At once unless the launcher holds it.
 */
export function cleared(): Promise<void> {
  if (process.env[HELD_VARIABLE] === undefined) return Promise.resolve();
  listen();
  return go.promise;
}

/** Tells the launcher that this process does its work now. `info` must survive JSON. */
export function ready(info: Readonly<Record<string, unknown>> = {}): void {
  listen();
  report({ type: "ready", info });
}

/** Has the local CA put these host names on the certificate too; onCertificate follows when that changed it. */
export function serveNames(names: readonly string[]): void {
  report({ type: "names", names });
}

/** Runs whenever the certificate's files were replaced: for new names, or before the old one ran out. */
export function onCertificate(run: () => void): void {
  renewals.push(run);
  listen();
}

/** Ends the process over something a person can put right; `line` is the one sentence they get to see. */
export async function fail(line: string): Promise<never> {
  if (process.send === undefined) process.stderr.write(`${line}\n`);
  else await new Promise((sent) => process.send?.({ type: "failed", line } satisfies ChildReport, sent));
  process.exit(1);
}

function report(message: ChildReport): void {
  if (process.connected) process.send?.(message);
}

function listen(): void {
  if (listening) return;
  listening = true;
  process.on("SIGTERM", () => void stop("asked", STOP_MS_MAX));
  process.on("SIGINT", () => void stop("asked", STOP_MS_MAX));
  process.on("message", (message) => {
    const order = message as Partial<ParentOrder> | null;
    if (order?.type === "stop") void stop("asked", STOP_MS_MAX);
    if (order?.type === "go") go.resolve();
    if (order?.type === "certificate") for (const run of renewals) run();
  });
  process.on("disconnect", () => void stop("orphaned", ORPHAN_STOP_MS_MAX));
  if (process.send !== undefined && !process.connected) void stop("orphaned", ORPHAN_STOP_MS_MAX);
}

async function stop(reason: StopReason, withinMs: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  const overdue = setTimeout(() => {
    process.stderr.write(`not stopped within ${withinMs} ms, ending now\n`);
    process.exit(1);
  }, withinMs);
  overdue.unref();
  try {
    for (const run of stops) await run(reason);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`stop failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}
