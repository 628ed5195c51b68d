import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { type Credentials, makeCredentials } from "./credentials.ts";
import type { LoadOrder, LoadResult } from "./load.ts";
import type { FromSubject } from "./subject.ts";
import { printTable, type Row, summarise } from "./table.ts";
import type { VerifyOrder, VerifyResult } from "./verify.ts";

/*
 * What the gate costs beside its peers, as ratios of one run: the subject alone on one core, load and upstream on
 * another, round after round, each subject in each round; and beside them, on the subject's core, what verifying a
 * signature costs alone.
 */

const CONNECTIONS = 32;
const USAGE = "usage: npm run bench [-- --json FILE] [-- --long]";

type Options = { readonly json: string | null; readonly long: boolean };
type Subject = {
  readonly name: string;
  readonly entry: string;
  readonly args: readonly string[];
  readonly credential: LoadOrder["credential"];
};
type Running = Subject & { readonly child: ChildProcess; readonly port: number };
export type Measured = Pick<LoadResult, "requests" | "seconds"> & {
  readonly subject: string;
  /** Null for what is no server. */
  readonly p50: number | null;
  readonly p99: number | null;
  readonly cpuUs: number;
};

function readOptions(argv: readonly string[]): Options {
  let json: string | null = null;
  let long = false;
  for (let i = 0; i < argv.length; i++) {
    const option = argv[i];
    const value = argv[i + 1];
    if (option === "--long") long = true;
    else if (option === "--json" && value !== undefined) {
      json = value;
      i += 1;
    } else {
      process.stderr.write(`${USAGE}\n`);
      process.exit(2);
    }
  }
  return { json, long };
}

const children: ChildProcess[] = [];
const pins = spawnSync("taskset", ["--version"]).status === 0 && availableParallelism() >= 2;

/** @param core 0 for what is measured, 1 for everything else. */
function start(entry: string, args: readonly string[], core: 0 | 1): ChildProcess {
  const program = [process.execPath, join(import.meta.dirname, entry), ...args];
  const [command = "", ...rest] = pins ? ["taskset", "-c", String(core), ...program] : program;
  const child = spawn(command, rest, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  children.push(child);
  child.once("exit", (code) => {
    if (code !== null && code !== 0) throw new Error(`${entry} ended with ${code}`);
  });
  return child;
}

async function message<T>(child: ChildProcess): Promise<T> {
  const [answer] = (await once(child, "message")) as [T];
  return answer;
}

async function startSubject(subject: Subject): Promise<Running> {
  const child = start(subject.entry, subject.args, 0);
  const ready = await message<FromSubject>(child);
  if (ready.type !== "ready") throw new Error(`${subject.name} said ${ready.type} first`);
  return { ...subject, child, port: ready.port };
}

async function usage(child: ChildProcess): Promise<{ cpuUs: number; rssBytes: number }> {
  child.send({ type: "usage" });
  const answer = await message<FromSubject>(child);
  return answer.type === "usage" ? answer : { cpuUs: 0, rssBytes: 0 };
}

async function measure(subject: Running, load: ChildProcess, times: Times): Promise<Measured> {
  const before = await usage(subject.child);
  const order: LoadOrder = {
    port: subject.port,
    connections: CONNECTIONS,
    ...times,
    credential: subject.credential,
    signed: Math.ceil(((times.warmMs + times.measureMs) / 1000) * SIGNED_PER_SEC),
  };
  load.send(order);
  const result = await message<LoadResult>(load);
  const after = await usage(subject.child);
  if (result.failures > 0) {
    throw new Error(`${subject.name}: ${result.failures} requests failed\n${result.failure}`);
  }
  const share = times.measureMs / (times.warmMs + times.measureMs);
  const { requests, seconds, p50, p99 } = result;
  const cpuUs = ((after.cpuUs - before.cpuUs) * share) / requests;
  return { subject: subject.name, requests, seconds, p50, p99, cpuUs };
}

async function measureVerification(
  verification: ChildProcess,
  [subject, algorithm]: (typeof VERIFICATIONS)[number],
  measureMs: number,
): Promise<Measured> {
  verification.send({ algorithm, measureMs } satisfies VerifyOrder);
  const { count, seconds, cpuUs } = await message<VerifyResult>(verification);
  return { subject, requests: count, seconds, p50: null, p99: null, cpuUs: cpuUs / count };
}

const VERIFICATIONS = [
  ["HMAC verification alone", "hmac-sha256"],
  ["Ed25519 verification alone", "ed25519"],
] as const;

type Times = { readonly warmMs: number; readonly measureMs: number };
/** More than any subject answers here. */
const SIGNED_PER_SEC = 20_000;

function subjects(upstream: string, credentials: Credentials, privateKey: string): readonly Subject[] {
  const { bearer, hmac, ed25519 } = credentials;
  const gate = ["serve-gate.ts", [upstream, JSON.stringify(credentials)]] as const;
  const token = { kind: "bearer", token: bearer.token } as const;
  return [
    { name: "bare undici proxy", entry: "serve-bare.ts", args: [upstream], credential: { kind: "none" } },
    { name: "gate, bearer", entry: gate[0], args: gate[1], credential: token },
    { name: "gate, HMAC", entry: gate[0], args: gate[1], credential: { kind: "hmac", ...hmac } },
    {
      name: "gate, Ed25519",
      entry: gate[0],
      args: gate[1],
      credential: { kind: "ed25519", keyId: ed25519.keyId, privateKey },
    },
    {
      name: "fastify with plugins",
      entry: "serve-fastify.ts",
      args: [upstream, bearer.token],
      credential: token,
    },
  ];
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const { credentials, privateKey } = makeCredentials();
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const upstream = start("upstream.ts", [], 1);
  const { port } = (await message<FromSubject>(upstream)) as { port: number };
  const load = start("load.ts", [], 1);
  const verification = start("verify.ts", [JSON.stringify(credentials), pem], 0);
  const all = subjects(`http://127.0.0.1:${port}`, credentials, pem);
  const more: Subject[] = options.long
    ? [1_000, 100_000].map((keys) => ({
        name: `gate, bearer, ${keys.toLocaleString("en")} keys`,
        entry: "serve-gate.ts",
        args: [`http://127.0.0.1:${port}`, JSON.stringify(credentials), String(keys)],
        credential: { kind: "bearer", token: credentials.bearer.token } as const,
      }))
    : [];
  const running: Running[] = [];
  for (const subject of [...all, ...more]) running.push(await startSubject(subject));
  const rounds = options.long ? 9 : 7;
  const times = options.long ? { warmMs: 1_000, measureMs: 5_000 } : { warmMs: 200, measureMs: 1_000 };
  const measured: Measured[] = [];
  // Compiled and connected before anything counts; short rounds then meet the same disturbances, side by side.
  for (const subject of running) await measure(subject, load, { warmMs: 1_000, measureMs: 1_000 });
  for (let round = 0; round < rounds; round++) {
    for (const subject of running) measured.push(await measure(subject, load, times));
    for (const each of VERIFICATIONS) {
      measured.push(await measureVerification(verification, each, times.measureMs));
    }
  }
  const rows: readonly Row[] = summarise(measured);
  printTable(rows, { pins, rounds, ...times, connections: CONNECTIONS });
  if (options.json !== null) {
    const machine = { cpu: cpus()[0]?.model ?? "", node: process.version, pinned: pins, rounds, ...times };
    writeFileSync(options.json, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
  }
}

main().then(
  () => end(0),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    end(1);
  },
);

function end(code: 0 | 1): void {
  for (const child of children) child.kill();
  process.exit(code);
}
