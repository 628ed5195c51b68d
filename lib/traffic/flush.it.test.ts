import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { gate, worker } from "#lib/audit/testing.ts";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { TRAFFIC_DAYS_KEPT, type TrafficBatch, type TrafficFact } from "./contract.ts";
import { expireDenied, expireMinutes } from "./expire.ts";
import { flushTraffic } from "./flush.ts";
import { TrafficRecorder } from "./recorder.ts";

let db: TestDatabase;
const ORG = uuidv7();
const VERSIONS = [uuidv7(), uuidv7()];
const BASE = Date.parse("2026-11-23T15:42:00.000Z");
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.end());

async function addGate(): Promise<string> {
  const id = uuidv7();
  await db.query(
    "superuser",
    "insert into gates (id, name, started_at, seen_at, applied_version, flushed_batch) values ($1, 'gate', now(), now(), 0, 0)",
    [id],
  );
  return id;
}

let request = 0;
const fact = (more: Partial<TrafficFact> = {}): TrafficFact => ({
  atMs: BASE + request,
  orgId: ORG,
  keyId: "k_1",
  versionId: VERSIONS[0] as string,
  upstream: "exchange",
  route: "GET /api/v3/account",
  outcome: "allowed",
  ip: "203.0.113.9",
  method: "GET",
  path: "/exchange/api/v3/account",
  requestId: uuidv7(BASE + request++),
  status: 200,
  detail: {},
  ...more,
});
const batchOf = (facts: readonly TrafficFact[]): TrafficBatch => {
  const recorder = new TrafficRecorder();
  for (const each of facts) recorder.record(each);
  return recorder.take() as TrafficBatch;
};
const flush = (batch: TrafficBatch, gateId: string, batchNumber: number) =>
  withTx(gate, (tx) => flushTraffic(tx, batch, { gateId, batchNumber }));
const counted = async () =>
  Number(
    (
      await db.query<{ n: string }>("superuser", "select coalesce(sum(count), 0) as n from traffic_minutes")
    )[0]?.n,
  );

// Guarantee: a batch whose answer was lost is flushed again and counts once; the next one counts too.
it("counts a batch once however often it is flushed", async () => {
  const gateId = await addGate();
  const batch = batchOf([
    fact(),
    fact(),
    fact({ outcome: "ip_denied", status: 403, detail: { networks: ["203.0.113.0/26"] } }),
  ]);
  expect(await flush(batch, gateId, 1)).toBe(true);
  expect(await flush(batch, gateId, 1)).toBe(false);
  expect(await counted()).toBe(3);
  expect(await flush(batchOf([fact()]), gateId, 2)).toBe(true);
  expect(await flush(batch, gateId, 1)).toBe(false);
  expect(await counted()).toBe(4);
  const denied = await db.query("superuser", "select code, status, detail, repeats from denied_requests");
  expect(denied).toEqual([
    { code: "ip_denied", status: "403", detail: { networks: ["203.0.113.0/26"] }, repeats: "0" },
  ]);
});

// Guarantee: when the transaction is lost, so is the claim on its number: nothing is skipped.
it("counts nothing of a batch that didn't commit, and all of it at the next try", async () => {
  const gateId = await addGate();
  const before = await counted();
  const batch = batchOf([fact(), fact()]);
  await withTx(gate, async (tx) => {
    await flushTraffic(tx, batch, { gateId, batchNumber: 1 });
    throw new Error("connection lost");
  }).catch(() => {});
  expect(await counted()).toBe(before);
  expect(await flush(batch, gateId, 1)).toBe(true);
  expect(await counted()).toBe(before + 2);
});

// Guarantee: gates that count the same keys at once add up, and never wait for each other in a circle.
it("adds up batches of several gates at once", async () => {
  const before = await counted();
  const gateIds = await Promise.all([addGate(), addGate(), addGate(), addGate()]);
  const facts = Array.from({ length: 200 }, (_, i) =>
    fact({ keyId: `k_${i % 40}`, route: `GET /r${i % 7}`, versionId: VERSIONS[i % 2] as string }),
  );
  await Promise.all(
    gateIds.map(async (gateId, g) => {
      const shuffled = facts.toSorted((a, b) => ((a.atMs * (g + 3)) % 17) - ((b.atMs * (g + 3)) % 17));
      for (let n = 1; n <= 5; n++) await flush(batchOf(shuffled), gateId, n);
    }),
  );
  expect(await counted()).toBe(before + 4 * 5 * 200);
});

// Guarantee: last use only moves forward, whichever gate's batch arrives later.
it("keeps the latest use of a version", async () => {
  const [a, b] = [await addGate(), await addGate()];
  const versionId = uuidv7();
  await flush(batchOf([fact({ versionId, atMs: BASE + 90_000, ip: "198.51.100.7" })]), a, 1);
  await flush(batchOf([fact({ versionId, atMs: BASE + 30_000, ip: "203.0.113.9" })]), b, 1);
  expect(
    await db.query("superuser", "select last_used_at, last_ip from key_usage where version_id = $1", [
      versionId,
    ]),
  ).toEqual([{ last_used_at: new Date(BASE + 90_000), last_ip: "198.51.100.7" }]);
});

// Guarantee: what strangers may write in a request never stops the flush, and every request is counted.
it("takes whatever strangers send", async () => {
  const gateId = await addGate();
  let number = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ stringUnit: "binary" }), { maxKeys: 4 }),
      async (path, detail) => {
        const before = await counted();
        const stranger = { orgId: null, keyId: null, versionId: null, outcome: "request_malformed" } as const;
        const odd = fact({
          ...stranger,
          path,
          method: path.slice(0, 7),
          detail: detail as TrafficFact["detail"],
        });
        await flush(batchOf([odd]), gateId, ++number);
        expect(await counted()).toBe(before + 1);
      },
    ),
    { numRuns: 60 },
  );
});

it("refuses the batch of a gate that never registered", async () => {
  await expect(flush(batchOf([fact()]), uuidv7(), 1)).rejects.toThrow(/isn't registered/);
});

// Guarantee: traffic is kept for 30 days and not a day less; it goes in bounded bites.
it("takes out what is older than 30 days", async () => {
  const gateId = await addGate();
  const dayMs = 86_400_000;
  const nowMs = BASE + 400 * dayMs;
  const ages = [TRAFFIC_DAYS_KEPT * dayMs + 60_000, TRAFFIC_DAYS_KEPT * dayMs - 60_000];
  const facts = ages.map((ageMs) => fact({ atMs: nowMs - ageMs, outcome: "ip_denied", keyId: "k_old" }));
  await flush(batchOf(facts), gateId, 1);
  for (const expire of [expireMinutes, expireDenied]) {
    const { more } = await withTx(worker, (tx) => expire(tx), new Date(nowMs));
    expect(more).toBe(false);
  }
  expect(await db.query("superuser", "select minute from traffic_minutes")).toHaveLength(1);
  expect(await db.query("superuser", "select at from denied_requests")).toEqual([
    { at: new Date(nowMs - (ages[1] ?? 0)) },
  ]);
});
