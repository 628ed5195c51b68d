import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, inject, it } from "vitest";
import { appendAudit } from "#lib/audit/append.ts";
import { addOrganization, command } from "#lib/audit/testing.ts";
import { withTx } from "#lib/db/client.ts";
import { writePlace } from "#lib/db/connection.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const TAKE_OVER_MS_MAX = 5_000;

let db: TestDatabase;
let dataDir: string;
let orgId: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  db = await testDatabase();
  orgId = await addOrganization(db, "Halcyon");
  const { host, port, dataDir: cluster } = inject("postgres");
  dataDir = mkdtempSync(join(tmpdir(), "kw-worker-"));
  writePlace(dataDir, { host, port, database: db.name });
  symlinkSync(join(cluster, "secrets"), join(dataDir, "secrets"));
});
afterEach(async () => {
  await Promise.all([...running].map((child) => kill(child)));
});
afterAll(async () => {
  await db.end();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Starts the worker as the launcher does; resolves once it says that it is ready. */
async function startWorker(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { NODE_ENV: "production", PATH: process.env.PATH, KEYWARDEN_DATA_DIR: dataDir },
  });
  running.add(child);
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    child.on("message", (message) => {
      if ((message as { type: string }).type === "ready") resolve();
    });
    child.once("exit", () => reject(new Error(`the worker ended: ${said}`)));
  });
  return child;
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null)
    await new Promise((resolve) => child.once("exit", resolve));
  running.delete(child);
  return child.exitCode;
}

function kill(child: ChildProcess): Promise<number | null> {
  child.kill("SIGKILL");
  return ended(child);
}

function stop(child: ChildProcess): Promise<number | null> {
  child.send({ type: "stop" });
  return ended(child);
}

const append = async (id: string): Promise<string> =>
  withTx(command, (tx) => appendAudit(tx, command, "key.issued", { orgId, target: { type: "key", id } }));

async function chain(): Promise<{ n: number; high: number; ids: number; size: number; waiting: number }> {
  const [row] = await db.query<Record<"n" | "high" | "ids" | "size" | "waiting", string>>(
    "superuser",
    `select count(*) as n, coalesce(max(index), -1) as high, count(distinct event_id) as ids,
            (select size from audit_head) as size, (select count(*) from audit_outbox) as waiting from audit_events`,
  );
  if (row === undefined) throw new Error("no answer");
  return {
    n: Number(row.n),
    high: Number(row.high),
    ids: Number(row.ids),
    size: Number(row.size),
    waiting: Number(row.waiting),
  };
}

async function until(holds: () => Promise<boolean>, withinMs: number, what: string): Promise<number> {
  const begun = performance.now();
  while (!(await holds())) {
    if (performance.now() - begun > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(10);
  }
  return performance.now() - begun;
}
const allSequenced = async () => (await chain()).waiting === 0;

// Guarantee: an event is in the log at once, so that its page shows what was done a moment ago.
it("gives an event its index within half a second of its commit", async () => {
  await startWorker();
  await append("first");
  await until(allSequenced, 10_000, "the first worker is elected");
  await append("second");
  expect(await until(allSequenced, 2_000, "the event has its index")).toBeLessThan(500);
});

// Guarantee: of two workers one is at it; when it is killed outright, the other takes over within 5 s.
it("replaces a killed sequencer", async () => {
  const first = await startWorker();
  await append("by the first");
  await until(allSequenced, 10_000, "the first is elected");
  await startWorker();
  await kill(first);
  await append("by the second");
  expect(await until(allSequenced, TAKE_OVER_MS_MAX, "the second takes over")).toBeLessThan(TAKE_OVER_MS_MAX);
});

// Guarantee: 64 writers, two workers, the elected one killed again and again: no event lost, doubled, or gapped.
it("makes one chain of everything acknowledged while it is killed over and over", async () => {
  const before = await chain();
  const acknowledged = new Set<string>();
  let writing = true;
  const writers = Array.from({ length: 64 }, async (_, writer) => {
    for (let i = 0; writing; i++) {
      acknowledged.add(await append(`chaos-${writer}-${i}`));
      await sleep(20);
    }
  });
  let workers = await Promise.all([startWorker(), startWorker()]);
  for (let round = 0; round < 6; round++) {
    await sleep(400);
    const [victim, ...others] = workers;
    if (victim === undefined) throw new Error("no worker");
    await kill(victim);
    workers = [...others, await startWorker()];
  }
  writing = false;
  await Promise.all(writers);
  await until(allSequenced, 20_000, "all is sequenced");
  const after = await chain();
  expect(acknowledged.size).toBeGreaterThan(500);
  expect(after).toEqual({
    n: before.n + acknowledged.size,
    high: after.n - 1,
    ids: after.n,
    size: after.n,
    waiting: 0,
  });
  const rows = await db.query<{ event_id: string }>(
    "superuser",
    "select event_id from audit_events where target_id like 'chaos-%'",
  );
  expect(new Set(rows.map((row) => row.event_id))).toEqual(acknowledged);
}, 60_000);

// Guarantee: an orderly stop leaves nothing in the outbox that was there when it began.
it("drains the outbox before it stops", async () => {
  const child = await startWorker();
  await append("before the stop");
  await until(allSequenced, 10_000, "it is elected");
  await Promise.all(Array.from({ length: 40 }, (_, i) => append(`stopping-${i}`)));
  expect(await stop(child)).toBe(0);
  expect((await chain()).waiting).toBe(0);
});

// Guarantee: the database may go and come back; the worker waits for it and goes on.
it("goes on after all its connections were cut", async () => {
  const child = await startWorker();
  await append("before");
  await until(allSequenced, 10_000, "it is elected");
  for (let i = 0; i < 3; i++) {
    await db.query(
      "superuser",
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'kw_worker' and datname = current_database()",
    );
    await append(`after cut ${i}`);
    await until(allSequenced, TAKE_OVER_MS_MAX, "it is back");
  }
  expect(child.exitCode).toBeNull();
  expect(await stop(child)).toBe(0);
});

// Guarantee: a worker whose launcher was killed leaves no process behind.
it("ends by itself when the one who started it is gone", async () => {
  const child = await startWorker();
  child.disconnect();
  expect(await ended(child)).toBe(0);
});

// Guarantee: what is past its time goes without anybody asking.
it("takes out expired challenges", async () => {
  for (const [age, left] of [
    ["2 hours", 0],
    ["1 minute", 1],
  ] as const) {
    await db.query(
      "superuser",
      `insert into webauthn_challenges (id, purpose, challenge, created_at, expires_at)
       values ($1, 'sign_in', $2, now() - interval '3 hours', now() - $3::interval)`,
      [uuidv7(), Buffer.from(`challenge ${age} ${left}`), age],
    );
  }
  await startWorker();
  const left = async () =>
    (await db.query<{ challenge: Buffer }>("superuser", "select challenge from webauthn_challenges")).map(
      (row) => row.challenge.toString(),
    );
  await until(async () => (await left()).length === 1, 10_000, "housekeeping");
  expect(await left()).toEqual(["challenge 1 minute 1"]);
});
