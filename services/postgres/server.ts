import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { asAccount, type Cluster, SOCKET_PORT } from "./cluster.ts";

export type Server = {
  readonly pid: number;
  /** Settles when the server is gone, whatever ended it. */
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  /** Ends sessions and shuts down cleanly; after 5 s without a clean end, at once (the next start recovers). */
  stop(): Promise<void>;
};

const READY_MS_MAX = 60_000;
const LEFTOVER_MS_MAX = 15_000;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "",
  port: String(SOCKET_PORT),
  unix_socket_permissions: "0700",
  max_connections: "120",
  password_encryption: "scram-sha-256",
  timezone: "UTC",
  log_timezone: "UTC",
  jit: "off",
  // Neither statements nor the DETAIL of an error go to the log: both hold people's values.
  log_min_messages: "warning",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};

/**
 * Starts the server of a cluster and waits until it takes connections.
 *
 * @param settings laid over the defaults, as on the server's own command line.
 * @throws {Error} when it ends before that or takes more than 60 s; its last words are the message.
 */
export async function startServer(
  cluster: Cluster,
  settings: Readonly<Record<string, string>> = {},
  log: NodeJS.WritableStream = process.stderr,
): Promise<Server> {
  await endLeftover(cluster);
  const deadline = Date.now() + READY_MS_MAX;
  for (;;) {
    const started = launch(cluster, settings, log);
    const outcome = await Promise.race([
      started.exited.then(() => "ended" as const),
      untilReady(cluster, started.pid, deadline),
    ]);
    if (outcome === "ready") return started;
    if (outcome === "late") await started.stop();
    const words = started.lastWords();
    // Sessions of a server that was killed hold its shared memory for a moment longer.
    if (!/pre-existing shared memory|lock file .* already exists/.test(words) || Date.now() > deadline)
      throw new Error(words);
    await sleep(200);
  }
}

function launch(
  { binaries, pgdata, socketDir, account }: Cluster,
  settings: Readonly<Record<string, string>>,
  log: NodeJS.WritableStream,
): Server & { lastWords(): string } {
  const all = { ...SETTINGS, unix_socket_directories: `"${socketDir}"`, ...settings };
  const args = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(join(binaries.binDir, "postgres"), ["-D", pgdata, ...args], {
    cwd: pgdata,
    stdio: ["ignore", "ignore", "pipe"],
    ...asAccount(account),
  });
  let words = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    words = (words + chunk).slice(-4_000);
    log.write(chunk);
  });
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once("error", (error) => {
      words += error.message;
      resolve({ code: null, signal: null });
    });
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid ?? 0,
    exited,
    lastWords: () => words.trim(),
    stop: () => stopServer(child, exited),
  };
}

async function stopServer(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGINT");
  const atOnce = setTimeout(() => child.kill("SIGQUIT"), 5_000);
  await exited;
  clearTimeout(atOnce);
}

/** The server writes its state into the last line of `postmaster.pid`: what `pg_ctl --wait` reads too. */
async function untilReady({ pgdata }: Cluster, pid: number, deadline: number): Promise<"ready" | "late"> {
  while (Date.now() < deadline) {
    const lines = pidFile(pgdata);
    if (Number(lines[0]) === pid && lines[7]?.trim() === "ready") return "ready";
    await sleep(20);
  }
  return "late";
}

function pidFile(pgdata: string): string[] {
  const file = join(pgdata, "postmaster.pid");
  try {
    return existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  } catch {
    return [];
  }
}

/** Ends a server of this cluster whose wrapper was killed: it would hold the directory, and answer to nobody. */
async function endLeftover({ pgdata }: Cluster): Promise<void> {
  const pid = Number(pidFile(pgdata)[0]);
  const deadline = Date.now() + LEFTOVER_MS_MAX;
  for (let signal: "SIGINT" | "SIGQUIT" = "SIGINT"; servesFrom(pgdata, pid) && Date.now() < deadline; ) {
    process.kill(pid, signal);
    for (let waited = 0; waited < 5_000 && servesFrom(pgdata, pid); waited += 20) await sleep(20);
    signal = "SIGQUIT";
  }
}

function servesFrom(pgdata: string, pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(pgdata);
  } catch {
    return false;
  }
}
