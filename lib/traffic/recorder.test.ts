import fc from "fast-check";
import { expect, it } from "vitest";
import { denialCodes, type TrafficBatch, type TrafficFact } from "./contract.ts";
import { OTHER, TrafficRecorder } from "./recorder.ts";

const BASE = Date.parse("2026-11-23T15:42:00.000Z");
const fact = (more: Partial<TrafficFact> = {}): TrafficFact => ({
  atMs: BASE,
  orgId: "o1",
  keyId: "k_1",
  versionId: "v1",
  upstream: "exchange",
  route: "GET /api/v3/account",
  outcome: "allowed",
  ip: "203.0.113.9",
  method: "GET",
  path: "/exchange/api/v3/account",
  requestId: "r1",
  status: 200,
  detail: {},
  ...more,
});

const anyFact = fc
  .record({
    offsetMs: fc.integer({ min: 0, max: 5 * 60_000 }),
    key: fc.integer({ min: 0, max: 6 }),
    proved: fc.boolean(),
    route: fc.integer({ min: 0, max: 9 }),
    outcome: fc.constantFrom<TrafficFact["outcome"]>("allowed", "allowed", ...denialCodes),
    ip: fc.constantFrom("203.0.113.9", "198.51.100.7", "2001:db8::1"),
  })
  .map(({ offsetMs, key, proved, route, outcome, ip }) =>
    fact({
      atMs: BASE + offsetMs,
      ...(key === 0
        ? { orgId: null, keyId: null, versionId: null }
        : { orgId: `o${key % 2}`, keyId: `k_${key}`, versionId: proved ? `v${key}` : null }),
      route: `GET /r${route}`,
      outcome,
      ip,
    }),
  );
const sum = (counts: TrafficBatch["counts"]) => counts.reduce((all, { count }) => all + count, 0);

// Guarantee: every request is counted exactly once, under its own names, minute by minute.
it("counts what was recorded, no more and no less", () => {
  fc.assert(
    fc.property(fc.array(anyFact, { minLength: 1, maxLength: 300 }), (facts) => {
      const recorder = new TrafficRecorder();
      for (const each of facts) recorder.record(each);
      const { counts, used } = recorder.take() as TrafficBatch;
      const expected = new Map<string, number>();
      const name = (c: Pick<TrafficFact, "keyId" | "versionId" | "route" | "outcome">, minuteMs: number) =>
        JSON.stringify([minuteMs, c.keyId, c.versionId, c.route, c.outcome]);
      for (const each of facts) {
        const key = name(each, each.atMs - (each.atMs % 60_000));
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
      expect(new Map(counts.map((c) => [name(c, c.minuteMs), c.count]))).toEqual(expected);
      for (const { versionId, atMs } of used) {
        expect(atMs).toBe(Math.max(...facts.filter((f) => f.versionId === versionId).map((f) => f.atMs)));
      }
      expect(recorder.take()).toBeNull();
    }),
  );
});

// Guarantee: memory is bounded whatever strangers send, and what doesn't fit is given up by name and never by count.
it("keeps its bounds and every count in a flood of names", () => {
  const bounds = { countersMax: 20, deniedMax: 8, deniedPerKindMax: 2 };
  fc.assert(
    fc.property(fc.array(anyFact, { minLength: 50, maxLength: 400 }), (facts) => {
      const recorder = new TrafficRecorder(bounds);
      for (const each of facts) recorder.record(each);
      const { counts, denied } = recorder.take() as TrafficBatch;
      expect(sum(counts)).toBe(facts.length);
      // Beyond the half again, only minute and outcome tell two counters apart.
      expect(counts.length).toBeLessThanOrEqual(bounds.countersMax * 1.5 + 6 * (denialCodes.length + 1));
      const refused = facts.filter((f) => f.outcome !== "allowed").length;
      expect(denied.length).toBeLessThanOrEqual(bounds.deniedMax);
      expect(denied.reduce((all, d) => all + 1 + d.repeats, 0) + recorder.deniedNotKept).toBe(refused);
      for (const code of denialCodes) {
        const counted = sum(counts.filter((c) => c.outcome === code));
        expect(counted).toBe(facts.filter((f) => f.outcome === code).length);
      }
    }),
  );
});

it("gives up routes before keys", () => {
  const recorder = new TrafficRecorder({ countersMax: 2, deniedMax: 1, deniedPerKindMax: 1 });
  for (const route of ["a", "b", "c", "d"]) recorder.record(fact({ route }));
  expect(recorder.take()?.counts).toMatchObject([
    { keyId: "k_1", route: "a", count: 1 },
    { keyId: "k_1", route: "b", count: 1 },
    { keyId: "k_1", upstream: OTHER, route: OTHER, count: 2 },
  ]);
});

// Guarantee: a flood of one kind is a few rows that say how many more there were; other kinds still get theirs.
it("keeps the first refusals of each kind and counts the rest", () => {
  const recorder = new TrafficRecorder({ countersMax: 100, deniedMax: 10, deniedPerKindMax: 2 });
  for (let i = 0; i < 1_000; i++) recorder.record(fact({ outcome: "ip_denied", requestId: `flood-${i}` }));
  recorder.record(fact({ outcome: "scope_missing", requestId: "other" }));
  const denied = recorder.take()?.denied ?? [];
  expect(denied.map(({ requestId, repeats }) => [requestId, repeats])).toEqual([
    ["flood-0", 0],
    ["flood-1", 998],
    ["other", 0],
  ]);
});

// Guarantee: an unproved request never moves a key's last use.
it("takes a use only from a proved version", () => {
  const recorder = new TrafficRecorder();
  recorder.record(fact({ versionId: null, outcome: "invalid_credentials" }));
  expect(recorder.take()?.used).toEqual([]);
});

// Guarantee: no text that a stranger chose keeps the database from taking the batch.
it("makes what strangers chose storable", () => {
  const recorder = new TrafficRecorder();
  recorder.record(
    fact({
      outcome: "request_malformed",
      method: "G\0T",
      path: `/\ud800${"x".repeat(5_000)}`,
      detail: { why: "\0\udfff", list: ["\0"], big: "y".repeat(600) },
    }),
  );
  recorder.record(
    fact({ outcome: "body_invalid", detail: { pointers: Array.from({ length: 3_000 }, () => "/a/b") } }),
  );
  const [row, big] = recorder.take()?.denied ?? [];
  expect(row).toMatchObject({ method: "G\uFFFDT", detail: { why: "\uFFFD\uFFFD", list: ["\uFFFD"] } });
  expect(row?.path).toHaveLength(1_024);
  expect(row?.path.isWellFormed()).toBe(true);
  expect(big?.detail).toEqual({ cut: true });
});
