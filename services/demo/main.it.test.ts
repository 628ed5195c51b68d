import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { writePlace } from "#lib/db/connection.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import type { ChildReport } from "#services/supervised.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

let db: TestDatabase;
let dataDir: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  db = await testDatabase();
  const postgres = inject("postgres");
  dataDir = mkdtempSync(join(tmpdir(), "kw-demo-"));
  cpSync(join(postgres.dataDir, "secrets"), join(dataDir, "secrets"), { recursive: true });
  writePlace(dataDir, { host: postgres.host, port: postgres.port, database: db.name });
  writeFileSync(join(dataDir, "secrets/kek-gate"), randomBytes(32), { mode: 0o600 });
});
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await db.end();
  rmSync(dataDir, { recursive: true, force: true });
});

type Info = { exchange: string; chain: string; seeded: boolean; keys?: number; ms: number };

async function start(): Promise<{ child: ChildProcess; info: Info }> {
  const child = spawn(process.execPath, [MAIN], {
    detached: true,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { PATH: process.env.PATH, NODE_ENV: "production", KEYWARDEN_DATA_DIR: dataDir, INTERNAL_PORT: "1" },
  });
  running.push(child);
  const report = await new Promise<ChildReport>((resolve, reject) => {
    child.once("message", (message) => resolve(message as ChildReport));
    child.once("exit", (code) => reject(new Error(`the demo ended with ${code}`)));
  });
  if (report.type !== "ready") throw new Error(JSON.stringify(report));
  return { child, info: report.info as Info };
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(1_000) });
    return true;
  } catch {
    return false;
  }
}

async function bothGone({ exchange, chain }: Info): Promise<boolean> {
  for (let i = 0; i < 100; i++, await sleep(50))
    if (!(await answers(`${exchange}/api/v3/time`)) && !(await answers(chain))) return true;
  return false;
}

// Guarantee: the first start makes the past, the next ones find it; an orderly stop and a parent's end leave nothing.
it("starts both upstreams, seeds once, and leaves nothing behind", { timeout: 120_000 }, async () => {
  const first = await start();
  expect(first.info).toMatchObject({ seeded: true, keys: 40 });
  expect(await answers(`${first.info.exchange}/api/v3/time`)).toBe(true);
  first.child.send({ type: "stop" });
  expect((await once(first.child, "exit"))[0]).toBe(0);
  expect(await bothGone(first.info)).toBe(true);

  const second = await start();
  expect(second.info).toMatchObject({
    exchange: first.info.exchange,
    chain: first.info.chain,
    seeded: false,
  });
  second.child.disconnect();
  expect(await bothGone(second.info)).toBe(true);

  const third = await start();
  third.child.kill("SIGKILL");
  expect(await bothGone(third.info)).toBe(true);
});

// Guarantee: where a port is taken another is used, and the configuration in force follows it.
it("moves to free ports, configuration included", { timeout: 60_000 }, async () => {
  const [{ document: before }] = (await configurations()) as [{ document: Document }];
  const held = await hold(Number(new URL(before.upstreams[0].url).port));
  const { child, info } = await start();
  expect(new URL(info.exchange).port).not.toBe(new URL(before.upstreams[0].url).port);
  const [{ document: after }] = (await configurations()) as [{ document: Document }];
  expect(after.upstreams.map(({ url }) => url)).toEqual([info.exchange, info.chain]);
  child.send({ type: "stop" });
  await once(child, "exit");
  held.close();
});

type Document = { upstreams: [{ url: string }, { url: string }] };
const configurations = () =>
  db.query<{ document: Document }>("superuser", "select document from configurations order by number desc");

async function hold(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

// Guarantee: a configuration of the operator's own is never replaced by the demo's.
it("leaves another configuration alone", { timeout: 60_000 }, async () => {
  await db.query("superuser", "update configurations set digest = '\\x00'");
  const number = async () => (await configurations()).length;
  const before = await number();
  const { child } = await start();
  expect(await number()).toBe(before);
  child.send({ type: "stop" });
  await once(child, "exit");
});
