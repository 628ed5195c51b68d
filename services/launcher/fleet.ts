import { join } from "node:path";
import type { Env } from "#lib/kernel/env.ts";
import { ensureCertificates, namesOf } from "./certificates.ts";
import { type ChildName, childSpec } from "./children.ts";
import type { KekName } from "./key-files.ts";
import { trimLog } from "./log-file.ts";
import { StartRefused } from "./refusal.ts";
import { type Supervised, supervise } from "./supervise.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export type Fleet = {
  /** `held`: it loads, and begins when it is released. Throws StartRefused once the fleet stops. */
  run(name: ChildName, how?: { readonly args?: readonly string[]; readonly held?: boolean }): Supervised;
  /** Processes first, all at once; the database after them, for they write down what they still hold. */
  stop(): Promise<void>;
};

/**
 * All processes of one start. Keeps their logs short, and the gate's certificate in step with its names.
 *
 * @param tell text for the operator. @param giveUp called when a process keeps failing, with the line that says so.
 */
export function makeFleet(
  env: Env,
  keks: Readonly<Record<KekName, string>>,
  tell: (text: string) => void,
  giveUp: (line: string) => void,
): Fleet {
  const running = new Map<ChildName, Supervised>();
  let names: readonly string[] | null = null;
  let stopping: Promise<void> | null = null;
  let renewal = Promise.resolve();

  const renew = async (): Promise<void> => {
    if (env.tls !== null || stopping !== null) return;
    const { renewed } = await ensureCertificates(
      env.dataDir,
      names ?? namesOf(env),
      Date.now(),
      names === null,
    );
    if (renewed) for (const child of running.values()) child.send({ type: "certificate" });
  };
  const renewSoon = (): void => {
    renewal = renewal
      .then(renew)
      .catch((error: Error) => tell(`The certificate was not renewed: ${error.message}.`));
  };
  const trimLogs = (): void => {
    for (const name of running.keys()) trimLog(join(env.dataDir, "log", `${name}.log`));
  };
  const timers = [setInterval(renewSoon, HOUR_MS), setInterval(trimLogs, MINUTE_MS)];
  for (const timer of timers) timer.unref();

  const stopAll = async (): Promise<void> => {
    for (const timer of timers) clearInterval(timer);
    const processes = [...running].filter(([name]) => name !== "postgres");
    await Promise.all(processes.map(([, child]) => child.stop()));
    await running.get("postgres")?.stop();
  };
  return {
    run(name, { args = [], held = false } = {}) {
      if (stopping !== null) throw new StartRefused("stopped");
      const child = supervise(childSpec(name, env, keks, args), {
        tell,
        giveUp,
        held,
        onNames: (more) => {
          names = namesOf(env, more);
          renewSoon();
        },
      });
      running.set(name, child);
      return child;
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
