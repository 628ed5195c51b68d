import { afterAll, beforeAll, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { appendAudit } from "./append.ts";
import { SEQUENCE_BATCH_MAX, sequenceBatch } from "./sequence.ts";
import { addOrganization, command, sequenceAll, worker } from "./testing.ts";

let db: TestDatabase;
let orgId: string;
beforeAll(async () => {
  db = await testDatabase();
  orgId = await addOrganization(db, "Halcyon");
});
afterAll(() => db.end());

const append = (id: string, at = new Date()) =>
  withTx(command, (tx) => appendAudit(tx, command, "key.issued", { orgId, target: { type: "key", id } }), at);

async function expectOneChain(): Promise<number> {
  const [log] = await db.query<{
    n: string;
    low: string;
    high: string;
    ids: string;
    size: string;
    waiting: string;
  }>(
    "superuser",
    `select count(*) as n, coalesce(min(index), 0) as low, coalesce(max(index), -1) as high,
            count(distinct event_id) as ids, (select size from audit_head) as size,
            (select count(*) from audit_outbox o where exists (select 1 from audit_events e where e.event_id = o.event_id)) as waiting
     from audit_events`,
  );
  const n = Number(log?.n);
  expect({
    low: Number(log?.low),
    high: Number(log?.high),
    ids: Number(log?.ids),
    size: Number(log?.size),
  }).toEqual({
    low: 0,
    high: n - 1,
    ids: n,
    size: n,
  });
  expect(Number(log?.waiting)).toBe(0);
  return n;
}

// Guarantee: indexes are 0, 1, 2 … in the order in which things happened, as far as they were committed by then; what
// stands in the log is, byte for byte, what its transaction wrote.
it("gives committed events the next indexes, oldest first", async () => {
  const base = Date.parse("2026-11-23T10:00:00Z");
  for (const offset of [3, 1, 2]) await append(`at-${offset}`, new Date(base + offset));
  const written = await db.query("superuser", "select * from audit_outbox order by occurred_at");
  expect(await sequenceAll()).toBe(3);
  const rows = await db.query<{ target_id: string }>(
    "superuser",
    "select * from audit_events order by index",
  );
  expect(rows).toEqual(written.map((event, index) => ({ index: String(index), ...event })));
  expect(rows.map((row) => row.target_id)).toEqual(["at-1", "at-2", "at-3"]);
  await expectOneChain();
});

// Guarantee: an event that was written before another and committed after it isn't passed by.
it("finds what commits late", async () => {
  let commit = () => {};
  const gate = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const begun = Promise.withResolvers<void>();
  const late = withTx(command, async (tx) => {
    await appendAudit(tx, command, "key.issued", { orgId, target: { type: "key", id: "late" } });
    begun.resolve();
    await gate;
  });
  await begun.promise;
  await append("early", new Date(Date.now() + 1_000));
  expect(await sequenceAll()).toBe(1);
  commit();
  await late;
  expect(await sequenceAll()).toBe(1);
  await expectOneChain();
});

// Guarantee: a crash in the middle of a batch leaves every event in the outbox, and the next batch takes it up.
it("moves a batch whole or not at all", async () => {
  for (let i = 0; i < 5; i++) await append(`crash-${i}`);
  const before = await expectOneChain();
  await withTx(worker, async (tx) => {
    expect(await sequenceBatch(tx)).toBe(5);
    throw new Error("killed");
  }).catch(() => {});
  expect(await expectOneChain()).toBe(before);
  expect(await sequenceAll()).toBe(5);
  expect(await expectOneChain()).toBe(before + 5);
});

// Guarantee: bounded work. A batch is never longer than asked for, and never longer than 500.
it("takes at most the batch it was asked for", async () => {
  for (let i = 0; i < 7; i++) await append(`batch-${i}`);
  expect(await withTx(worker, (tx) => sequenceBatch(tx, 3))).toBe(3);
  expect(await sequenceAll()).toBe(4);
  for (const max of [0, SEQUENCE_BATCH_MAX + 1, 1.5])
    await expect(withTx(worker, (tx) => sequenceBatch(tx, max))).rejects.toThrow(RangeError);
});

// Guarantee: however many sequencers run at once, there is one chain and nothing is in it twice.
it("makes one chain with 8 writers and 4 sequencers at once", async () => {
  const before = await expectOneChain();
  let writing = true;
  const sequencers = Array.from({ length: 4 }, async () => {
    let moved = 0;
    for (;;) {
      const last = !writing;
      const some = await withTx(worker, (tx) => sequenceBatch(tx, 25));
      moved += some;
      if (some === 0 && last) return moved;
    }
  });
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; i < 50; i++) await append(`w${writer}-${i}`);
    }),
  );
  writing = false;
  const moved = (await Promise.all(sequencers)).reduce((a, b) => a + b, 0);
  expect(moved).toBe(400);
  expect(await expectOneChain()).toBe(before + 400);
});

// Guarantee: the outbox loses an event to the log alone: what is deleted from it by others is refused.
it("lets nobody but the sequencer take from the outbox", async () => {
  await append("kept");
  for (const role of ["venue", "client", "command", "gate", "superuser"] as const)
    await expect(db.query(role, "delete from audit_outbox")).rejects.toMatchObject({ code: "42501" });
  expect(await sequenceAll()).toBe(1);
});
