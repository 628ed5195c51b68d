import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = join(import.meta.dirname, "../..");
const READY_MS_MAX = 240_000;
const STOP_MS_MAX = 30_000;
const COMMAND_MS_MAX = 60_000;

export type ReadyLine = {
  ready: true;
  console: string;
  gateway: string;
  authz: string | null;
  internal: string;
  dataDir: string;
  enrolment: string | null;
};

export type CommandResult = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The one JSON value on stdout. Throws when there is none. */
  json<T = unknown>(): T;
};

export type StartOptions = {
  /** An existing data directory; by default a new one. */
  readonly dataDir?: string;
  readonly args?: readonly string[];
  /** Over the defaults: free ports and a test build. */
  readonly env?: Readonly<Record<string, string>>;
  /** Run it (root only) as this user. */
  readonly user?: { readonly name: string; readonly uid: number; readonly gid: number };
};

/** A start under way or over: what it printed and how it ended. */
export type Start = {
  readonly pid: number;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  stdout(): string;
  stderr(): string;
  readonly exited: Promise<number | null>;
  /** Waits for the ready line; rejects when the start ends before it. */
  ready(): Promise<ReadyLine>;
  kill(signal: NodeJS.Signals): void;
};

/** A fresh directory that the database's user may pass through. */
export function freshDir(owner?: { uid: number; gid: number }): string {
  const dir = mkdtempSync(join(tmpdir(), "kw-e2e-"));
  chmodSync(dir, 0o711);
  if (owner !== undefined) chownSync(dir, owner.uid, owner.gid);
  return dir;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the built product as `npm start` does, without waiting for it. */
export async function beginStart(options: StartOptions = {}): Promise<Start> {
  const dataDir = options.dataDir ?? freshDir(options.user);
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? "",
    HOME: options.user === undefined ? (process.env.HOME ?? "/") : dataDir,
    CONSOLE_PORT: String(await freePort()),
    GATEWAY_PORT: String(await freePort()),
    AUTHZ_PORT: String(await freePort()),
    INTERNAL_PORT: String(await freePort()),
    KEYWARDEN_DATA_DIR: dataDir,
    KEYWARDEN_TEST_BUILD: "1",
    ...(process.env.KEYWARDEN_POSTGRES ? { KEYWARDEN_POSTGRES: process.env.KEYWARDEN_POSTGRES } : {}),
    ...options.env,
  };
  const { user } = options;
  const as =
    user === undefined ? [] : ["setpriv", `--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"];
  const [program = "", ...args] = [
    ...as,
    process.execPath,
    "services/launcher/start.mjs",
    "--json",
    ...(options.args ?? []),
  ];
  const child = spawn(program, args, {
    cwd: ROOT,
    env: env as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    pid: child.pid ?? 0,
    dataDir,
    env,
    stdout: () => stdout,
    stderr: () => stderr,
    exited,
    ready: () =>
      untilReady(
        child,
        () => stdout,
        () => stderr,
      ),
    kill: (signal) => child.kill(signal),
  };
}

async function untilReady(
  child: ChildProcess,
  stdout: () => string,
  stderr: () => string,
): Promise<ReadyLine> {
  for (const deadline = Date.now() + READY_MS_MAX; Date.now() < deadline; await sleep(25)) {
    const line = stdout()
      .split("\n")
      .find((text) => text.startsWith('{"ready":true'));
    if (line !== undefined) return JSON.parse(line) as ReadyLine;
    if (child.exitCode !== null || child.signalCode !== null) break;
  }
  throw new Error(`the product did not get ready:\n${stderr()}${stdout()}`);
}

export class Product {
  readonly start: Start;
  readonly line: ReadyLine;
  /** What the owner's passkeys are made of, from one test to the next. */
  owner: { credentials: unknown[]; cookies: unknown[] } | null = null;

  constructor(start: Start, line: ReadyLine) {
    this.start = start;
    this.line = line;
  }

  get consoleUrl(): string {
    return this.line.console;
  }
  get gatewayUrl(): string {
    return this.line.gateway;
  }
  get internalUrl(): string {
    return this.line.internal;
  }
  get dataDir(): string {
    return this.line.dataDir;
  }
  get enrolmentUrl(): string | null {
    return this.line.enrolment;
  }
  /** The local CA's certificate (PEM). */
  get ca(): string {
    return readFileSync(join(this.dataDir, "ca.pem"), "utf8");
  }

  /** Runs the real command on this product. */
  keywarden(...args: string[]): Promise<CommandResult> {
    return runCommand(args, this.start.env);
  }

  /** The last lines of every process's log, for a test that failed. */
  logs(): string {
    const dir = join(this.dataDir, "log");
    if (!existsSync(dir)) return this.start.stderr();
    const parts = readdirSync(dir).map(
      (file) => `== ${file}\n${readFileSync(join(dir, file), "utf8").slice(-8_000)}`,
    );
    return [this.start.stderr(), ...parts].join("\n");
  }

  async stop(): Promise<void> {
    this.start.kill("SIGTERM");
    const late = await Promise.race([
      this.start.exited.then(() => false),
      sleep(STOP_MS_MAX, true, { ref: false }),
    ]);
    if (late) this.start.kill("SIGKILL");
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Starts the built product in a fresh data directory on free ports, and waits until it is ready. */
export async function startProduct(options: StartOptions = {}): Promise<Product> {
  const start = await beginStart(options);
  return new Product(start, await start.ready());
}

/** Runs `keywarden …` against the product whose environment is given. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const child = spawn(process.execPath, ["cli/keywarden.mjs", ...args], {
    cwd: ROOT,
    env: env as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: COMMAND_MS_MAX,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr, json: <T>() => JSON.parse(stdout) as T };
}
