import { join } from "node:path";
import { type Env, variableNames } from "#lib/kernel/env.ts";
import type { KekName } from "./key-files.ts";
import type { ChildSpec } from "./supervise.ts";

export const ROOT = join(import.meta.dirname, "../..");

/** What a program needs from the system around it; nothing else of the launcher's environment is handed on. */
const FROM_SYSTEM = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "LANG",
  "LC_ALL",
  "TZ",
  "NODE_COMPILE_CACHE",
  "NODE_EXTRA_CA_CERTS",
  "KEYWARDEN_TEST_BUILD",
];
/** These open more than a single process may: the launcher keeps them, or gives each child its own. */
const NOT_HANDED_ON: ReadonlySet<string> = new Set([
  "DATABASE_URL",
  "DATABASE_DIRECT_URL",
  "REDIS_URL",
  "KEYWARDEN_KEK_CONSOLE",
  "KEYWARDEN_KEK_GATE",
  "KEYWARDEN_KEK_SIGNER",
]);

export type ChildName = "postgres" | "console" | "gateway" | "worker" | "demo";

const KEKS: Readonly<Partial<Record<ChildName, readonly KekName[]>>> = {
  console: ["console", "gate"],
  gateway: ["gate"],
  worker: ["signer"],
  demo: ["gate"],
};
const READY_MS_MAX = 60_000;
/** A database replays its log after a crash before it takes connections; the demo makes its past. */
const SLOW_READY_MS_MAX = 300_000;
const SLOW: ReadonlySet<ChildName> = new Set(["postgres", "demo"]);

/** How a child is started: with the variables it has a use for, and its log below the data directory. */
export function childSpec(
  name: ChildName,
  env: Env,
  keks: Readonly<Record<KekName, string>>,
  args: readonly string[] = [],
): ChildSpec {
  const given = process.env;
  const kept = [...FROM_SYSTEM, ...variableNames.filter((variable) => !NOT_HANDED_ON.has(variable))];
  const own: Record<string, string> = {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    KEYWARDEN_DATA_DIR: env.dataDir,
  };
  for (const kek of KEKS[name] ?? []) own[`KEYWARDEN_KEK_${kek.toUpperCase()}`] = keks[kek];
  if (name === "gateway" && env.redisUrl !== null) own.REDIS_URL = env.redisUrl;
  return {
    name,
    entry: join(ROOT, "services", name, "main.ts"),
    args,
    env: { ...Object.fromEntries(kept.flatMap((key) => (given[key] ? [[key, given[key]]] : []))), ...own },
    logFile: join(env.dataDir, "log", `${name}.log`),
    readyMsMax: SLOW.has(name) ? SLOW_READY_MS_MAX : READY_MS_MAX,
  };
}
