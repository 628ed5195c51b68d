import type { ChildProcess } from "node:child_process";
import { dirname, join } from "node:path";
import { type Env, parseEnv } from "#lib/kernel/env.ts";
import { databaseHome } from "#services/postgres/cluster.ts";
import { readArguments } from "./arguments.ts";
import { ensureBuilt, isBuilt } from "./build.ts";
import { ensureCertificates, namesOf } from "./certificates.ts";
import { ROOT } from "./children.ts";
import { openDataDir } from "./data-dir.ts";
import { type Fleet, makeFleet } from "./fleet.ts";
import { keyProviders, requireReadable } from "./key-files.ts";
import { holderOf, takeLock } from "./lock.ts";
import { requirePorts } from "./ports.ts";
import { StartRefused, storageRefusal } from "./refusal.ts";
import { keepSettings } from "./settings-file.ts";
import { type Ready, summary } from "./summary.ts";

/**
 * npm start under Node 24: checks the ground, brings up the database, builds the console when its sources changed,
 * starts every process and keeps it running. Whatever can be refused is refused before anything is changed.
 */
let dataDir: string | null = null;
let fleet: Fleet | null = null;
let build: ChildProcess | null = null;
let ending = false;

const tell = (text: string): void => void process.stderr.write(`${text}\n`);

async function end(exitCode: 0 | 1): Promise<never> {
  ending = true;
  if (build?.pid !== undefined && build.exitCode === null) process.kill(-build.pid, "SIGKILL");
  await fleet?.stop();
  process.exit(exitCode);
}

async function start(): Promise<void> {
  const options = readArguments(process.argv.slice(2), process.env);
  const parsed = parseEnv(process.env);
  if (!parsed.ok) throw new StartRefused(parsed.detail ?? parsed.code);
  const env = parsed.value;
  dataDir = env.dataDir;
  await checkGround(env);
  keepSettings(env.dataDir, process.env);
  const keks = keyProviders(env);
  const caFile =
    env.tls === null ? (await ensureCertificates(env.dataDir, namesOf(env), Date.now(), true)).ca : null;
  fleet = makeFleet(env, keks, tell, (line) => {
    tell(line);
    void end(1);
  });
  const enrolment = await bringUp(env, fleet, options.demo);
  const [host = "127.0.0.1"] = env.internal.hosts;
  const ready: Ready = {
    ready: true,
    console: env.console.origin,
    gateway: env.gateway.origins[0],
    authz: null,
    internal: `http://${host.includes(":") ? `[${host}]` : host}:${env.internal.port}`,
    dataDir: env.dataDir,
    enrolment,
  };
  if (ending) return;
  process.stdout.write(`${options.json ? JSON.stringify(ready) : summary(ready, caFile, options.demo)}\n`);
}

/** Database, build, processes. @returns the enrolment link while there is no owner. */
async function bringUp(env: Env, { run }: Fleet, withDemo: boolean): Promise<string | null> {
  const distDir = process.env.KEYWARDEN_TEST_BUILD === "1" ? ".next-test" : ".next";
  const built = isBuilt(ROOT, distDir);
  const database =
    env.databaseUrl === null
      ? run("postgres", { args: [JSON.stringify({ dataDir: env.dataDir, choice: env.postgres })] })
      : null;
  // Everybody loads while the database starts: loading is most of a start.
  const speakers = Promise.all([import("./database.ts"), import("./enrolment.ts")]);
  speakers.catch(() => {});
  const names = ["gateway", "worker", ...(built ? (["console"] as const) : [])] as const;
  const processes = names.map((name) => run(name, { held: true }));
  await database?.started;
  const [{ openDatabase }, { enrolmentLink }] = await speakers;
  await openDatabase(env);
  const demo = withDemo ? run("demo") : null;
  if (demo !== null) tell("Starting the demo (at first it makes thirty days of traffic and audit) ...");
  if (!built) {
    await ensureBuilt(ROOT, distDir, tell, (started) => {
      build = started;
    });
    processes.push(run("console"));
  }
  // Its past comes first in the audit log, and the link keeps its whole quarter of an hour.
  await demo?.started;
  for (const child of processes) child.release();
  const [enrolment] = await Promise.all([enrolmentLink(env), ...processes.map(({ started }) => started)]);
  return enrolment;
}

async function checkGround(env: Env): Promise<void> {
  if (env.tls !== null) {
    requireReadable("KEYWARDEN_TLS_CERT", env.tls.certFile, "a PEM file with the certificate");
    requireReadable("KEYWARDEN_TLS_KEY", env.tls.keyFile, "a PEM file with the certificate's key");
  }
  if (env.databaseUrl === null) {
    // The directory itself is made passable for the database's user; the way to it is not ours to open.
    const home = databaseHome(env.dataDir, dirname(env.dataDir));
    if (!home.ok) throw new StartRefused(home.detail ?? home.code);
  }
  openDataDir(env.dataDir, process.getuid?.() === 0);
  const lock = join(env.dataDir, "lock");
  if (takeLock(lock) === null) {
    throw new StartRefused(
      `KEYWARDEN_DATA_DIR ${env.dataDir} is in use by ${holderOf(lock)}: expected a directory of its own, or stop that one first.`,
    );
  }
  await requirePorts(env);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void end(0));
// Whoever started this process was killed outright.
process.on("disconnect", () => void end(0));

start().catch(async (error: unknown) => {
  if (!ending) {
    const line =
      error instanceof StartRefused
        ? error.message
        : dataDir === null
          ? null
          : storageRefusal(error, dataDir);
    tell(line ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)));
  }
  if (!ending) await end(1);
});
