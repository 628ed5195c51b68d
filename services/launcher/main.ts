import type { ChildProcess } from "node:child_process";
import { dirname, join } from "node:path";
import { type Env, parseEnv } from "#lib/kernel/env.ts";
import { databaseHome } from "#services/postgres/cluster.ts";
import { readArguments } from "./arguments.ts";
import { ensureBuilt } from "./build.ts";
import { ensureCertificates, namesOf } from "./certificates.ts";
import { type ChildName, childSpec, ROOT } from "./children.ts";
import { openDataDir } from "./data-dir.ts";
import { keyProviders, requireReadable } from "./key-files.ts";
import { holderOf, takeLock } from "./lock.ts";
import { trimLog } from "./log-file.ts";
import { requirePorts } from "./ports.ts";
import { StartRefused, storageRefusal } from "./refusal.ts";
import { type Ready, summary } from "./summary.ts";
import { type Supervised, supervise } from "./supervise.ts";

/**
 * npm start under Node 24: checks the ground, brings up the database, builds the console when its sources changed,
 * starts every process and keeps it running. Whatever can be refused is refused before anything is changed.
 */
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

let dataDir: string | null = null;
let database: Supervised | null = null;
let build: ChildProcess | null = null;
const children: Supervised[] = [];
let stopping: Promise<void> | null = null;

const tell = (text: string): void => void process.stderr.write(`${text}\n`);

/** Processes first, all at once; the database after them, for they write down what they still hold. */
function stopAll(): Promise<void> {
  stopping ??= (async () => {
    if (build?.pid !== undefined && build.exitCode === null) process.kill(-build.pid, "SIGKILL");
    await Promise.all(children.map((child) => child.stop()));
    await database?.stop();
  })();
  return stopping;
}

async function end(exitCode: 0 | 1): Promise<never> {
  await stopAll();
  process.exit(exitCode);
}

async function start(): Promise<void> {
  const options = readArguments(process.argv.slice(2));
  const parsed = parseEnv(process.env);
  if (!parsed.ok) throw new StartRefused(parsed.detail ?? parsed.code);
  const env = parsed.value;
  dataDir = env.dataDir;
  const testBuild = process.env.KEYWARDEN_TEST_BUILD === "1";

  await checkGround(env);
  const keks = keyProviders(env);
  const names = new Set(namesOf(env));
  const caFile = env.tls === null ? (await ensureCertificates(env.dataDir, [...names], Date.now())).ca : null;

  const run = (name: ChildName, args: readonly string[] = []): Supervised => {
    if (stopping !== null) throw new StartRefused("stopped");
    const child = supervise(childSpec(name, env, keks, args), {
      tell,
      giveUp: (line) => {
        tell(line);
        void end(1);
      },
      onNames: (more) => {
        for (const each of more) names.add(each);
        renewCertificate();
      },
    });
    if (name !== "postgres") children.push(child);
    return child;
  };
  let renewal = Promise.resolve();
  const renewCertificate = (): void => {
    renewal = renewal.then(async () => {
      if (env.tls !== null || stopping !== null) return;
      const { renewed } = await ensureCertificates(env.dataDir, [...names], Date.now());
      if (renewed) for (const child of children) child.send({ type: "certificate" });
    });
  };

  // Loaded while the database starts: what speaks SQL takes most of a second to load.
  const speakers = Promise.all([import("./database.ts"), import("./enrolment.ts")]);
  speakers.catch(() => {});
  if (env.databaseUrl === null) {
    database = run("postgres", [JSON.stringify({ dataDir: env.dataDir, choice: env.postgres })]);
    await database.started;
  }
  const [{ openDatabase }, { enrolmentLink }] = await speakers;
  await openDatabase(env);
  const demo = options.demo ? run("demo") : null;
  if (demo !== null) tell("Preparing the demo (at first, thirty days of traffic and audit) ...");
  await ensureBuilt(ROOT, testBuild ? ".next-test" : ".next", tell, (started) => {
    build = started;
  });
  // Its past comes first in the audit log, and the link keeps its whole quarter of an hour.
  await demo?.started;
  const enrolment = await enrolmentLink(env);
  await Promise.all((["gateway", "worker", "console"] as const).map((name) => run(name).started));

  setInterval(() => {
    for (const name of ["postgres", "gateway", "worker", "console", "demo"])
      trimLog(join(env.dataDir, "log", `${name}.log`));
  }, MINUTE_MS).unref();
  setInterval(renewCertificate, HOUR_MS).unref();

  announce(
    {
      ready: true,
      console: env.console.origin,
      gateway: env.gateway.origins[0],
      authz: null,
      internal: `http://${hostPart(env.internal.hosts[0] ?? "127.0.0.1")}:${env.internal.port}`,
      dataDir: env.dataDir,
      enrolment,
    },
    options.json,
    caFile,
    options.demo,
  );
}

const hostPart = (host: string): string => (host.includes(":") ? `[${host}]` : host);

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

function announce(ready: Ready, json: boolean, caFile: string | null, demo: boolean): void {
  if (stopping !== null) return;
  process.stdout.write(`${json ? JSON.stringify(ready) : summary(ready, caFile, demo)}\n`);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void end(0));
// Whoever started this process was killed outright.
process.on("disconnect", () => void end(0));

start().catch(async (error: unknown) => {
  if (stopping === null) {
    const line =
      error instanceof StartRefused
        ? error.message
        : dataDir === null
          ? null
          : storageRefusal(error, dataDir);
    tell(line ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)));
  }
  await end(stopping === null ? 1 : 0);
});
