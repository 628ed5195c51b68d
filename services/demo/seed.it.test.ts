import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { DEMO_ACTOR, hasDemoData } from "#lib/orgs/demo-data.ts";
import { useKeyEncryption } from "#lib/vault/kek.ts";
import { applyDemoConfiguration, configurationInForce } from "./apply-configuration.ts";
import { isUnseeded, PAST_DAYS, type Seeded, seedDemo } from "./seed.ts";

const NOW = Date.now();
const DAY_MS = 86_400_000;
const SECONDS_MAX = 20;

let db: TestDatabase;
let dataDir: string;
let seeded: Seeded;
let tookMs: number;

beforeAll(async () => {
  db = await testDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "kw-demo-"));
  const kek = join(dataDir, "kek");
  writeFileSync(kek, randomBytes(32), { mode: 0o600 });
  useKeyEncryption({ gate: `file:${kek}` });
  expect(await withTx(DEMO_ACTOR, hasDemoData)).toBe(false);
  expect(await isUnseeded()).toBe(true);
  const begunMs = Date.now();
  await applyDemoConfiguration({ exchange: 9_100, chain: 8_545 }, new Date(NOW - PAST_DAYS * DAY_MS));
  seeded = await seedDemo({ dataDir, nowMs: NOW, seed: 7 });
  tookMs = Date.now() - begunMs;
}, 60_000);
afterAll(async () => {
  await db.end();
  rmSync(dataDir, { recursive: true, force: true });
});

const count = async (sql: string) => Number((await db.query<{ n: string }>("superuser", sql))[0]?.n);

// Guarantee: a person waits seconds for thirty days of past.
it("is quick", () => {
  process.stderr.write(`demo: ${JSON.stringify(seeded)} in ${tookMs} ms\n`);
  expect(tookMs).toBeLessThan(SECONDS_MAX * 1_000);
});

// Guarantee: three institutions and forty keys, and a second start adds none.
it("makes what it says, once", async () => {
  expect(seeded).toMatchObject({ organizations: 3, keys: 40 });
  expect(await count("select count(*) n from organizations where kind = 'client'")).toBe(3);
  expect(await count("select count(*) n from api_keys")).toBe(40);
  expect(await isUnseeded()).toBe(false);
  expect(await withTx(DEMO_ACTOR, hasDemoData)).toBe(true);
  expect(await configurationInForce()).toEqual({ exchange: 9_100, chain: 8_545 });
});

// Guarantee: every event of the past is in the log, with indexes without a gap and in the order of time.
it("sequences every event, oldest first", async () => {
  expect(await count("select count(*) n from audit_outbox")).toBe(0);
  const events = await db.query<{ index: string; occurred_at: Date }>(
    "superuser",
    "select index, occurred_at from audit_events order by index",
  );
  expect(events).toHaveLength(seeded.events);
  expect(events.map(({ index }) => Number(index))).toEqual(events.map((_, i) => i));
  expect(await count("select size n from audit_head")).toBe(seeded.events);
  for (const [i, event] of events.entries()) {
    expect(event.occurred_at.getTime()).toBeGreaterThanOrEqual(events[i - 1]?.occurred_at.getTime() ?? 0);
    expect(event.occurred_at.getTime()).toBeLessThanOrEqual(NOW);
    expect(event.occurred_at.getTime()).toBeGreaterThanOrEqual(NOW - PAST_DAYS * DAY_MS);
  }
});

// Guarantee: each status that a key can have on this floor is there to be seen, a rotation under way too.
it("shows every status", async () => {
  const statuses = await db.query<{ status: string; n: string }>(
    "superuser",
    "select status, count(*) n from api_keys group by status order by status",
  );
  expect(statuses.map(({ status }) => status)).toEqual(["active", "revoked", "suspended"]);
  expect(await count("select count(*) n from api_keys where expires_at < now()")).toBe(2);
  expect(
    await count("select count(*) n from api_keys where expires_at between now() and now() + interval '7 d'"),
  ).toBe(1);
  expect(await count("select count(*) n from key_versions where valid_until > now()")).toBe(1);
  expect(await count("select count(*) n from key_versions where valid_until < now()")).toBeGreaterThan(3);
});

// Guarantee: every request is counted once, none outside the thirty days, and none of a key before it was issued.
it("counts the requests it made", async () => {
  expect(await count("select sum(count) n from traffic_minutes")).toBe(seeded.requests);
  expect(seeded.requests).toBeGreaterThan(300_000);
  const outside = `select count(*) n from traffic_minutes t left join api_keys k on k.id = t.key_id
    where t.minute > now() or t.minute < now() - interval '${PAST_DAYS + 1} d' or (t.key_id <> '' and t.minute < k.created_at - interval '1 min')`;
  expect(await count(outside)).toBe(0);
  const afterEnd = `select count(*) n from traffic_minutes t join api_keys k on k.id = t.key_id
    where t.outcome = 'allowed' and (t.minute > k.expires_at or (k.status <> 'active' and t.minute > k.status_at))`;
  expect(await count(afterEnd)).toBe(0);
  expect(
    await count("select count(*) n from key_usage where last_used_at > now() - interval '10 min'"),
  ).toBeGreaterThan(5);
});

// Guarantee: the denials have their rows, each counted with those it stands for.
it("keeps refused requests with their reasons", async () => {
  const kept = await count("select sum(1 + repeats) n from denied_requests");
  expect(kept).toBe(await count("select sum(count) n from traffic_minutes where outcome <> 'allowed'"));
  const codes = await db.query<{ code: string }>(
    "superuser",
    "select distinct code from denied_requests order by 1",
  );
  expect(codes.length).toBeGreaterThanOrEqual(12);
  expect(
    await count("select count(*) n from denied_requests where code = 'ip_denied' and ip = '198.51.100.7'"),
  ).toBeGreaterThan(0);
});

// Guarantee: the shapes come from the seed; secrets and ids never do.
it("hands out private keys that nobody else can read, and fresh ones each time", () => {
  const dir = join(dataDir, "demo");
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  const files = readdirSync(dir);
  expect(files).toContain("algo-lab-1.pem");
  expect(files).toContain("keys.json");
  for (const file of files) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
  const listed = JSON.parse(readFileSync(join(dir, "keys.json"), "utf8")) as {
    keyId: string;
    secret?: string;
  }[];
  expect(listed.length).toBe(files.length - 1);
  for (const key of listed) {
    expect(key.keyId).toMatch(/^k_/);
    expect(key.secret).toBeUndefined();
  }
  expect(readFileSync(join(dir, "md-recorder-3.secret"), "utf8")).toMatch(/^kw_live_k_/);
});
