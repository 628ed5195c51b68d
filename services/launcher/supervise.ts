import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type ChildReport, HELD_VARIABLE, type ParentOrder } from "#services/supervised.ts";
import { lastLines, openLog } from "./log-file.ts";
import { StartRefused } from "./refusal.ts";

export type ChildSpec = {
  readonly name: string;
  /** TypeScript file, absolute. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** How long it may take to report ready, a database recovering from a crash included. */
  readonly readyMsMax: number;
};

export type SuperviseHooks = {
  /** Text for the operator, without a closing newline. */
  readonly tell: (text: string) => void;
  /** Called once when a child that ran before keeps dying. */
  readonly giveUp: (line: string) => void;
  readonly onNames?: (names: readonly string[]) => void;
  /** It loads at once, and does its work from `release` on. */
  readonly held?: boolean;
};

export type Supervised = {
  readonly name: string;
  /** Settles with the first ready report; rejects with StartRefused when it never comes to that. */
  readonly started: Promise<Readonly<Record<string, unknown>>>;
  readonly send: (order: ParentOrder) => void;
  /** Lets a held child begin; a child that dies later begins by itself. */
  readonly release: () => void;
  /** Orderly; killed after 13 s. Settles when the process is gone for good. */
  readonly stop: () => Promise<void>;
};

/** A life this long after ready ends a series of failures. */
const HEALTHY_MS = 10_000;
const FIRST_START_TRIES = 3;
const FAILURES_MAX = 9;
const STOP_MS_MAX = 13_000;

/** Waits before the n-th restart in a row (n ≥ 1): at once at first, 4 s at most. */
export function restartDelayMs(failures: number): number {
  return failures <= 1 ? 100 : Math.min(4_000, 250 * 2 ** (failures - 2));
}

/** Starts a child and keeps it running: restarts with back-off, its last lines shown, until it fails too often. */
export function supervise(spec: ChildSpec, hooks: SuperviseHooks): Supervised {
  let child: ChildProcess | null = null;
  let stopping = false;
  let everReady = false;
  let failures = 0;
  const first = Promise.withResolvers<Readonly<Record<string, unknown>>>();
  // Nobody may be waiting yet when the first start fails.
  first.promise.catch(() => {});
  const gone = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let held = hooks.held ?? false;
  if (!held) released.resolve();

  const run = async (): Promise<void> => {
    while (!stopping) {
      const life = live(
        held ? { ...spec, env: { ...spec.env, [HELD_VARIABLE]: "1" } } : spec,
        released.promise,
        (started) => {
          child = started;
        },
        {
          onReady: (info) => {
            everReady = true;
            first.resolve(info);
          },
          onNames: hooks.onNames ?? (() => {}),
        },
      );
      const end = await life;
      if (stopping) break;
      failures = end.healthy ? 1 : failures + 1;
      if (!everReady && end.failed !== null) return first.reject(new StartRefused(end.failed));
      if (end.failed === null) hooks.tell(obituary(spec, end));
      if (!everReady && failures >= FIRST_START_TRIES) {
        return first.reject(
          new StartRefused(
            `The ${spec.name} does not start: ${end.how}, ${failures} times. Its log is ${spec.logFile}.`,
          ),
        );
      }
      if (failures > FAILURES_MAX) {
        return hooks.giveUp(
          end.failed ??
            `The ${spec.name} keeps failing (${end.how}, ${failures} times in a row). Its log is ${spec.logFile}.`,
        );
      }
      await sleep(restartDelayMs(failures));
    }
  };
  void run().finally(gone.resolve);
  const send = (order: ParentOrder): void => void (child?.connected && child.send(order));

  return {
    name: spec.name,
    started: first.promise,
    send,
    release: () => {
      held = false;
      released.resolve();
      send({ type: "go" });
    },
    stop: async () => {
      stopping = true;
      first.reject(new StartRefused("stopped"));
      const last = child;
      if (last !== null && last.exitCode === null && last.signalCode === null) {
        if (last.connected) last.send({ type: "stop" } satisfies ParentOrder);
        else last.kill("SIGTERM");
        const overdue = setTimeout(() => last.kill("SIGKILL"), STOP_MS_MAX);
        await new Promise((resolve) =>
          last.exitCode === null && last.signalCode === null ? last.once("exit", resolve) : resolve(null),
        );
        clearTimeout(overdue);
      }
      await gone.promise;
    },
  };
}

type End = {
  readonly how: string;
  readonly healthy: boolean;
  readonly failed: string | null;
  readonly lines: readonly string[];
};

/** One life of a child, from spawn to exit. */
async function live(
  spec: ChildSpec,
  released: Promise<void>,
  onStart: (child: ChildProcess) => void,
  on: {
    onReady: (info: Readonly<Record<string, unknown>>) => void;
    onNames: (names: readonly string[]) => void;
  },
): Promise<End> {
  const log = openLog(spec.logFile);
  const child = spawn(process.execPath, [spec.entry, ...spec.args], {
    detached: true,
    stdio: ["ignore", log.fd, log.fd, "ipc"],
    env: spec.env as NodeJS.ProcessEnv,
  });
  closeSync(log.fd);
  onStart(child);
  let readyAt: number | null = null;
  let failed: string | null = null;
  let how = "";
  let tooLate: NodeJS.Timeout | undefined;
  void released.then(() => {
    if (readyAt !== null || child.exitCode !== null || child.signalCode !== null) return;
    tooLate = setTimeout(() => {
      how = `not ready within ${spec.readyMsMax / 1000} s`;
      child.kill("SIGKILL");
    }, spec.readyMsMax);
  });
  child.on("message", (message) => {
    const report = message as ChildReport;
    if (report.type === "names") return on.onNames(report.names);
    if (report.type === "failed") failed = report.line;
    if (report.type !== "ready") return;
    readyAt = Date.now();
    clearTimeout(tooLate);
    on.onReady(report.info);
  });
  // Sending to a process that has just died is no news: its exit is.
  child.on("error", (error) => {
    if (child.pid === undefined) how = error.message;
  });
  await new Promise((resolve) =>
    child.once("exit", resolve).once("error", () => child.pid === undefined && resolve(null)),
  );
  clearTimeout(tooLate);
  how ||= child.signalCode ?? `exit ${child.exitCode}`;
  const healthy = readyAt !== null && Date.now() - readyAt >= HEALTHY_MS;
  return { how, healthy, failed, lines: lastLines(spec.logFile, log.startsAt) };
}

function obituary({ name }: ChildSpec, { how, lines }: End): string {
  const head = `${name} ended (${how})`;
  return lines.length === 0
    ? `${head} without a word.`
    : [`${head}. Its last lines:`, ...lines.map((line) => `  ${line}`)].join("\n");
}
