import { afterAll, beforeAll, expect, it } from "vitest";
import { addOrganization, gate, personOf } from "#lib/audit/testing.ts";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { DENIED_PAGE_SIZE, type ListDeniedInput, type TrafficFact, type TrafficFilter } from "./contract.ts";
import { countNewerDenied, denialReasons, findDenied, listDenied } from "./denials.ts";
import { flushTraffic } from "./flush.ts";
import { lastUses, trafficShares, usageSeries, versionUse } from "./queries.ts";
import { TrafficRecorder } from "./recorder.ts";

let db: TestDatabase;
let halcyon: string;
let meridian: string;
let mara: ReturnType<typeof personOf>;
let client: ReturnType<typeof personOf>;
const KEY_A = "k_AAAAAAAAAAAAAAAA";
const KEY_B = "k_BBBBBBBBBBBBBBBB";
const [V1, V2, V3] = [uuidv7(), uuidv7(), uuidv7()];
/** 12:10: the running half hour began at 12:00. */
const NOW = Date.parse("2026-11-23T12:10:00.000Z");
const MIN = 60_000;
const HOUR = 60 * MIN;

beforeAll(async () => {
  db = await testDatabase();
  const venue = await addOrganization(db, "Aster Exchange", "venue");
  halcyon = await addOrganization(db, "Halcyon");
  meridian = await addOrganization(db, "Meridian");
  mara = personOf(venue);
  client = personOf(halcyon, { orgKind: "client" });
  await addKey(KEY_A, halcyon, "mm-prod", [V1, V2]);
  await addKey(KEY_B, meridian, "settle", [V3]);
  const gateId = uuidv7();
  // The gate ran for the last six hours only.
  await db.query(
    "superuser",
    "insert into gates (id, name, started_at, seen_at, applied_version, flushed_batch) values ($1, 'gate', $2, $3, 0, 0)",
    [gateId, new Date(NOW - 6 * HOUR), new Date(NOW)],
  );
  const recorder = new TrafficRecorder({ countersMax: 1_000, deniedMax: 1_000, deniedPerKindMax: 1_000 });
  for (const each of facts()) recorder.record(each);
  const batch = recorder.take();
  if (batch === null) throw new Error("nothing recorded");
  await withTx(gate, (tx) => flushTraffic(tx, batch, { gateId, batchNumber: 1 }));
});
afterAll(() => db.end());

async function addKey(id: string, orgId: string, name: string, versions: readonly string[]): Promise<void> {
  await db.query(
    "superuser",
    `insert into api_keys (id, org_id, name, env, kind, profile, scopes, constraints, status, reason, created_at, created_by, expires_at, status_at)
     values ($1, $2, $3, 'live', 'ed25519', 'rfc9421', '{}', '{}', 'active', 'test', now(), 'test', now() + interval '90 d', now())`,
    [id, orgId, name],
  );
  for (const [i, version] of versions.entries()) {
    await db.query(
      "superuser",
      `insert into key_versions (id, key_id, org_id, number, algorithm, public_key, fingerprint, created_at, created_by, valid_until)
       values ($1, $2, $3, $4, 'ed25519', $5, 'fp', now(), 'test', $6)`,
      [version, id, orgId, i + 1, Buffer.alloc(32, i), i + 1 < versions.length ? new Date(NOW + HOUR) : null],
    );
  }
}

function* facts(): Generator<TrafficFact> {
  const base = {
    upstream: "exchange",
    ip: "203.0.113.9",
    method: "GET",
    path: "/exchange/api/v3/account",
    status: 200,
    detail: {},
  } as const;
  const a = { ...base, orgId: halcyon, keyId: KEY_A };
  const make = (more: Omit<TrafficFact, "requestId">): TrafficFact => ({
    ...more,
    requestId: uuidv7(more.atMs),
  });
  for (let i = 0; i < 30; i++)
    yield make({ ...a, atMs: NOW - 5 * MIN, versionId: V2, route: "GET /account", outcome: "allowed" });
  for (let i = 0; i < 10; i++)
    yield make({ ...a, atMs: NOW - 20 * MIN, versionId: V1, route: "GET /account", outcome: "allowed" });
  for (let i = 0; i < 60; i++)
    yield make({
      ...a,
      atMs: NOW - 3 * HOUR + i,
      versionId: V1,
      route: "POST /order",
      outcome: "ip_denied",
      status: 403,
      ip: "198.51.100.7",
      detail: { networks: ["203.0.113.0/26"] },
    });
  yield make({
    ...a,
    atMs: NOW - 2 * HOUR,
    versionId: null,
    route: "POST /order",
    outcome: "invalid_credentials",
    status: 401,
    detail: { cause: "signature_mismatch" },
  });
  for (let i = 0; i < 5; i++)
    yield make({
      ...base,
      atMs: NOW - 4 * HOUR,
      orgId: meridian,
      keyId: KEY_B,
      versionId: V3,
      route: "GET /account",
      outcome: "allowed",
    });
  yield make({
    ...base,
    atMs: NOW - 1 * MIN,
    orgId: null,
    keyId: null,
    versionId: null,
    upstream: "",
    route: "",
    outcome: "route_unknown",
    status: 404,
    path: "/nowhere",
  });
  // Before the gate of today ran, and before the range.
  yield make({
    ...base,
    atMs: NOW - 10 * HOUR,
    orgId: meridian,
    keyId: KEY_B,
    versionId: V3,
    route: "GET /account",
    outcome: "allowed",
  });
  yield make({
    ...base,
    atMs: NOW - 40 * HOUR,
    orgId: meridian,
    keyId: KEY_B,
    versionId: V3,
    route: "GET /account",
    outcome: "allowed",
  });
}

const at = new Date(NOW);
const series = (scope: object, actor = mara) =>
  withTx(actor, (tx) => usageSeries(tx, actor, { range: "24h", ...scope }), at);
type Asked = Omit<Partial<ListDeniedInput>, "filter"> & { filter?: Partial<TrafficFilter> };
const denied = (input: Asked = {}, actor = mara) =>
  withTx(actor, (tx) => listDenied(tx, actor, { ...input, filter: { range: "24h", ...input.filter } }), at);
async function pageOf(...given: Parameters<typeof denied>) {
  const page = await denied(...given);
  if (!page.ok) throw new Error(page.code);
  return page.value;
}

// Guarantee: the series has every bucket of its range, its sums are the requests of the range, and a gap is a gap.
it("makes a series of a day in half hours", async () => {
  const all = await series({});
  expect(all).toMatchObject({ range: "24h", bucketMs: 30 * MIN, allowed: 46, denied: 62 });
  expect(all.points).toHaveLength(48);
  expect(all.points.at(-1)).toEqual({
    at: "2026-11-23T12:00:00.000Z",
    allowed: 30,
    denied: 1,
    running: true,
  });
  expect(all.points.at(-2)).toEqual({
    at: "2026-11-23T11:30:00.000Z",
    allowed: 10,
    denied: 0,
    running: false,
  });
  const gaps = all.points.filter((point) => point.allowed === null);
  // 12:30 yesterday to 6:00 today, but for the half hour in which something was counted.
  expect(gaps).toHaveLength(34);
  expect(all.points[0]).toEqual({
    at: "2026-11-22T12:30:00.000Z",
    allowed: null,
    denied: null,
    running: false,
  });
  const counted = all.points.find((point) => point.at === "2026-11-23T02:00:00.000Z");
  expect(counted).toMatchObject({ allowed: 1, denied: 0 });
});

it.each([
  ["a key", () => ({ key: KEY_A }), 40, 61],
  ["an organization", () => ({ org: meridian }), 6, 0],
  ["a route", () => ({ upstream: "exchange", route: "GET /account" }), 46, 0],
  ["a reason", () => ({ code: "ip_denied" }), 46, 60],
  ["a key that is unknown", () => ({ key: "k_0000000000000000" }), 0, 0],
])("narrows the series to %s", async (_, scope, allowed, refused) => {
  const usage = await series(scope());
  expect([usage.allowed, usage.denied]).toEqual([allowed, refused]);
});

it.each([
  ["1h", 60, 40],
  ["7d", 42, 47],
  ["30d", 30, 47],
] as const)("makes the buckets of %s", async (range, buckets, allowed) => {
  const usage = await series({ range });
  expect(usage.points).toHaveLength(buckets);
  expect(usage.allowed).toBe(allowed);
});

// Guarantee: requests are attributed to whom they belong, the most first, and nothing falls under the table.
it("shares the requests out by organization, key and route", async () => {
  const shares = (by: "org" | "key" | "route") =>
    withTx(mara, (tx) => trafficShares(tx, mara, { range: "24h", by }), at);
  expect((await shares("org")).rows).toEqual([
    { id: halcyon, name: "Halcyon", allowed: 40, denied: 61 },
    { id: meridian, name: "Meridian", allowed: 6, denied: 0 },
    { id: "", name: "Nobody known", allowed: 0, denied: 1 },
  ]);
  expect((await shares("key")).rows.map((row) => row.name)).toEqual(["mm-prod", "settle", "Nobody known"]);
  expect((await shares("route")).rows.map((row) => [row.name, row.allowed, row.denied])).toEqual([
    ["exchange POST /order", 0, 61],
    ["exchange GET /account", 46, 0],
    ["No upstream", 0, 1],
  ]);
  expect((await shares("org")).others).toBeNull();
});

// Guarantee: every reason comes with its exact count and the last such request in words.
it("counts refusals by reason", async () => {
  const reasons = await withTx(mara, (tx) => denialReasons(tx, mara, { range: "24h", key: KEY_A }), at);
  expect(reasons.map(({ code, count, sentence }) => ({ code, count, sentence }))).toEqual([
    {
      code: "ip_denied",
      count: 60,
      sentence: "198.51.100.7 is not in this key's networks. Add it, or call from 203.0.113.0/26.",
    },
    {
      code: "invalid_credentials",
      count: 1,
      sentence:
        "The signature doesn't fit the request GET /exchange/api/v3/account. It was made with another key, or something it covers was changed.",
    },
  ]);
});

// Guarantee: every refused request is on exactly one page, whichever way one walks.
it("pages through refused requests", async () => {
  const first = await pageOf();
  expect(first.rows).toHaveLength(DENIED_PAGE_SIZE);
  expect(first).toMatchObject({ total: { count: 62, exact: true }, newer: null });
  const second = await pageOf({ older: first.older ?? "" });
  expect(second.rows).toHaveLength(12);
  expect(second.older).toBeNull();
  const ids = [...first.rows, ...second.rows].map((row) => row.requestId);
  expect(new Set(ids).size).toBe(62);
  expect(await pageOf({ newer: second.newer ?? "" })).toEqual(first);
  expect(await denied({ older: "x" })).toMatchObject({ ok: false, code: "cursor_unknown" });
});

it.each<[string, () => Partial<TrafficFilter>, number]>([
  ["key", () => ({ key: KEY_A }), 61],
  ["organization", () => ({ org: meridian }), 0],
  ["reason", () => ({ code: "route_unknown" }), 1],
  ["address", () => ({ ip: "198.51.100.7" }), 60],
  ["route", () => ({ route: "POST /order" }), 61],
  ["time", () => ({ range: "1h" }), 1],
])("filters refused requests by %s", async (_, filter, count) => {
  expect((await pageOf({ filter: filter() })).total.count).toBe(count);
});

// Guarantee: "12 new" counts what the page doesn't show yet, and a part of the range is that part alone.
it("counts what is newer, and narrows to a part of the range", async () => {
  const newer = (after: string | null, filter: Partial<TrafficFilter> = {}) =>
    withTx(mara, (tx) => countNewerDenied(tx, mara, { filter: { range: "24h", ...filter }, after }), at);
  const page = await pageOf({ filter: { code: "ip_denied" } });
  expect(await newer(page.first)).toEqual({ ok: true, value: { count: 2, exact: true } });
  expect(await newer((await pageOf()).first)).toEqual({ ok: true, value: { count: 0, exact: true } });
  expect(await newer(null, { code: "ip_denied" })).toEqual({ ok: true, value: { count: 60, exact: true } });
  expect(await newer("x")).toMatchObject({ ok: false, code: "cursor_unknown" });
  const part = { from: "2026-11-23T09:00:00Z", to: "2026-11-23T09:30:00Z" };
  expect((await pageOf({ filter: part })).total.count).toBe(60);
  const shares = await withTx(
    mara,
    (tx) => trafficShares(tx, mara, { range: "24h", by: "org", ...part }),
    at,
  );
  expect(shares.rows).toEqual([{ id: halcyon, name: "Halcyon", allowed: 0, denied: 60 }]);
  const reasons = await withTx(mara, (tx) => denialReasons(tx, mara, { range: "24h", ...part }), at);
  expect(reasons.map(({ code, count }) => [code, count])).toEqual([["ip_denied", 60]]);
});

it("finds one refused request with its key, version and neighbours", async () => {
  const row = (await pageOf({ filter: { code: "ip_denied" } })).rows[3];
  const find = (actor: typeof mara) =>
    withTx(
      actor,
      (tx) =>
        findDenied(tx, actor, {
          requestId: row?.requestId ?? "",
          filter: { range: "24h", code: "ip_denied" },
        }),
      at,
    );
  const found = await find(mara);
  const list = (await pageOf({ filter: { code: "ip_denied" } })).rows;
  expect(found).toMatchObject({
    ok: true,
    value: {
      ...row,
      key: { id: KEY_A, name: "mm-prod" },
      org: { id: halcyon, name: "Halcyon" },
      version: 1,
      route: "POST /order",
      detail: { networks: ["203.0.113.0/26"] },
      newer: list[2]?.requestId,
      older: list[4]?.requestId,
    },
  });
  expect(await find(client)).toEqual(found);
  const other = personOf(meridian, { orgKind: "client" });
  expect(await find(other)).toMatchObject({ ok: false, code: "request_not_found" });
});

// Guarantee: a client's people see their own organization's traffic, whatever they ask for.
it("shows a client's people their own traffic only", async () => {
  expect(await series({}, client)).toMatchObject({ allowed: 40, denied: 61 });
  expect(await series({ org: meridian }, client)).toMatchObject({ allowed: 0, denied: 0 });
  expect((await pageOf({}, client)).total.count).toBe(61);
  const uses = await withTx(client, (tx) => lastUses(tx, client, [KEY_A, KEY_B]));
  expect([...uses.keys()]).toEqual([KEY_A]);
});

// Guarantee: a version's share is of the key's last hour, and its last use is that of a proved request.
it("tells how much each version carries", async () => {
  const use = await withTx(mara, (tx) => versionUse(tx, mara, KEY_A), at);
  expect(use.toSorted((a, b) => b.requestsLastHour - a.requestsLastHour)).toEqual([
    {
      versionId: V2,
      requestsLastHour: 30,
      percent: 75,
      lastUsedAt: "2026-11-23T12:05:00.000Z",
      lastIp: "203.0.113.9",
    },
    {
      versionId: V1,
      requestsLastHour: 10,
      percent: 25,
      lastUsedAt: "2026-11-23T11:50:00.000Z",
      lastIp: "203.0.113.9",
    },
  ]);
  expect(await withTx(mara, (tx) => lastUses(tx, mara, [KEY_A]))).toEqual(
    new Map([[KEY_A, { at: "2026-11-23T12:05:00.000Z", ip: "203.0.113.9" }]]),
  );
});
