import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#lib/authz/actor.ts";
import { withTx } from "#lib/db/client.ts";
import { newKeyId, uuidv7 } from "#lib/kernel/ids.ts";
import { type KeyPage, listKeysInput, rotateKeyInput } from "./contract.ts";
import { countKeyViews, findKey, listKeys } from "./queries.ts";
import { rotateKey } from "./rotate.ts";
import { command, mustIssue, owner, type TestVenue, testVenue, withoutRowSecurity } from "./testing.ts";

const NOW = new Date("2026-11-23T12:00:00.000Z");
const DAY_MS = 86_400_000;

let t: TestVenue;
let made: Record<"reader" | "trader" | "ended" | "suspended" | "revoked" | "rotating" | "soon", string>;

beforeAll(async () => {
  t = await testVenue();
  const at = (days: number) => new Date(NOW.getTime() + days * DAY_MS);
  const key = async (input: Record<string, unknown> & { orgId: string }, days: number) =>
    (await mustIssue(command, input, at(days))).keyId;
  made = {
    reader: await key({ orgId: t.halcyonId, name: "Zulu reader", kind: "bearer", expiresIn: "90d" }, -10),
    trader: await key(
      {
        orgId: t.halcyonId,
        name: "mm-prod-eu-2",
        scopes: ["trade:cancel", "market:read", "trade:write"],
        ips: ["203.0.113.0/26", "2001:db8:7::/48"],
        expiresIn: "300d",
      },
      -9,
    ),
    ended: await key({ orgId: t.meridianId, name: "old_one", expiresIn: "5d" }, -30),
    suspended: await key({ orgId: t.meridianId, name: "100% test", env: "test", expiresIn: "60d" }, -8),
    revoked: await key({ orgId: t.meridianId, name: "gone", expiresIn: "60d" }, -7),
    rotating: await key({ orgId: t.venueId, name: "Venue desk", kind: "hmac", expiresIn: "80d" }, -6),
    soon: await key({ orgId: t.venueId, name: "Äther", expiresIn: "12d" }, -5),
  };
  const status = (id: string, to: string) =>
    t.db.query("superuser", "update api_keys set status = $2, status_at = $3 where id = $1", [
      id,
      to,
      at(-1),
    ]);
  await status(made.suspended, "suspended");
  await status(made.revoked, "revoked");
  const rotate = rotateKeyInput.parse({ keyId: made.rotating, overlap: "2d", reason: "for a test" });
  await withTx(command, (tx) => rotateKey(tx, command, rotate), at(-1));
});
afterAll(() => t.end());

async function list(input: Record<string, unknown> = {}, actor: Actor = command): Promise<KeyPage> {
  const result = await withTx(actor, (tx) => listKeys(tx, actor, listKeysInput.parse(input)), NOW);
  if (!result.ok) throw new Error(result.code);
  return result.value;
}
const namesOf = async (filter: Record<string, unknown>) =>
  (await list({ filter, sort: "created", direction: "asc" })).rows.map(({ name }) => name);

// Guarantee: each filter means what its words say.
it.each<[string, Record<string, unknown>, string[]]>([
  ["nothing", {}, ["old_one", "Zulu reader", "mm-prod-eu-2", "100% test", "gone", "Venue desk", "Äther"]],
  ["a name's part, whatever its case", { text: "PROD-eu" }, ["mm-prod-eu-2"]],
  ["letters beyond ASCII", { text: "äth" }, ["Äther"]],
  ["a per cent sign as itself", { text: "100%" }, ["100% test"]],
  ["an underscore as itself", { text: "d_o" }, ["old_one"]],
  ["an organization", { text: "halcy" }, ["Zulu reader", "mm-prod-eu-2"]],
  [
    "who issued it",
    { text: "cli:te" },
    ["old_one", "Zulu reader", "mm-prod-eu-2", "100% test", "gone", "Venue desk", "Äther"],
  ],
  ["an address within a network", { text: "203.0.113.61" }, ["mm-prod-eu-2"]],
  ["an IPv6 address within a network", { text: "2001:db8:7::9" }, ["mm-prod-eu-2"]],
  ["an address outside", { text: "203.0.113.64" }, []],
  ["a network's beginning", { text: "203.0." }, ["mm-prod-eu-2"]],
  ["what is no address", { text: "300.1.1.1/99" }, []],
  ["a bracket, a colon, a slash", { text: "]:/::" }, []],
  [
    "active",
    { status: { op: "is", values: ["active"] } },
    ["Zulu reader", "mm-prod-eu-2", "Venue desk", "Äther"],
  ],
  ["expired", { status: { op: "is", values: ["expired"] } }, ["old_one"]],
  [
    "not over",
    { status: { op: "is_not", values: ["revoked", "expired"] } },
    ["Zulu reader", "mm-prod-eu-2", "100% test", "Venue desk", "Äther"],
  ],
  ["a kind", { kind: { op: "is", values: ["bearer", "hmac"] } }, ["Zulu reader", "Venue desk"]],
  ["not a kind", { kind: { op: "is_not", values: ["ed25519"] } }, ["Zulu reader", "Venue desk"]],
  ["test", { env: { op: "is", values: ["test"] } }, ["100% test"]],
  ["trade risk", { risk: { op: "is", values: ["trade"] } }, ["mm-prod-eu-2"]],
  ["transfer risk", { risk: { op: "is", values: ["transfer"] } }, []],
  ["a list of networks", { networks: "listed" }, ["mm-prod-eu-2"]],
  ["ending within 30 days", { expiresWithinDays: 30 }, ["Äther"]],
  ["ending within 7 days", { expiresWithinDays: 7 }, ["Äther"]],
  ["ending within 6 days", { expiresWithinDays: 6 }, []],
  ["issued since", { createdAfter: "2026-11-17" }, ["Venue desk", "Äther"]],
  ["rotating", { rotating: true }, ["Venue desk"]],
  [
    "several at once",
    { text: "e", env: { op: "is", values: ["live"] }, kind: { op: "is", values: ["bearer"] } },
    ["Zulu reader"],
  ],
])("filters by %s", async (_, filter, names) => {
  expect(await namesOf(filter)).toEqual(names);
});

// Guarantee: filters by organization take ids and their opposite.
it("filters by organization", async () => {
  expect(await namesOf({ org: { op: "is", values: [t.halcyonId] } })).toEqual([
    "Zulu reader",
    "mm-prod-eu-2",
  ]);
  expect(await namesOf({ org: { op: "is_not", values: [t.halcyonId, t.meridianId] } })).toEqual([
    "Venue desk",
    "Äther",
  ]);
  expect(await namesOf({ text: made.soon.slice(2, 12).toLowerCase() })).toEqual(["Äther"]);
});

// Guarantee: each order is total, in both directions.
it.each(["created", "expires", "name"] as const)("sorts by %s", async (sort) => {
  const ids = async (direction: string) => (await list({ sort, direction })).rows.map(({ keyId }) => keyId);
  const ascending = await ids("asc");
  expect(await ids("desc")).toEqual(ascending.toReversed());
  expect(ascending).toHaveLength(7);
});

// Guarantee: a row tells what the key is now, in the words of the design.
it("tells what each key is", async () => {
  const rows = new Map((await list()).rows.map((row) => [row.keyId, row]));
  const badge = (id: keyof typeof made) => rows.get(made[id])?.badge;
  expect([badge("trader"), badge("ended"), badge("suspended"), badge("revoked"), badge("rotating")]).toEqual([
    "Active",
    "Expired",
    "Suspended",
    "Revoked",
    "Rotating",
  ]);
  expect(rows.get(made.trader)).toMatchObject({
    org: { name: "Halcyon", kind: "client" },
    scopes: ["market:read", "trade:write", "trade:cancel"],
    highestScope: "trade:write",
    risk: "trade",
    ips: ["203.0.113.0/26", "2001:db8:7::/48"],
    status: "active",
    createdAt: "2026-11-14T12:00:00.000Z",
    createdBy: "cli:test",
    lastUsedAt: null,
  });
});

// Guarantee: the counts of the saved views are those of their rows.
it("counts the saved views", async () => {
  const counts = await withTx(command, (tx) => countKeyViews(tx, command), NOW);
  const exact = (count: number) => ({ count, exact: true });
  expect(counts).toEqual({
    all: exact(6),
    transfer: exact(0),
    expiring: exact(1),
    "any-address": exact(4),
    rotating: exact(1),
    suspended: exact(1),
  });
});

// Guarantee: a key's page shows its versions, when each ends and was last used.
it("finds a key with its versions", async () => {
  const versions = await t.db.query(
    "superuser",
    "select id from key_versions where key_id = $1 order by number",
    [made.rotating],
  );
  await t.db.query("superuser", "insert into key_usage values ($1, $2, $3, $4, $5)", [
    versions[0]?.id,
    made.rotating,
    t.venueId,
    NOW,
    "203.0.113.61",
  ]);
  const found = await withTx(command, (tx) => findKey(tx, command, { keyId: made.rotating }), NOW);
  expect(found).toMatchObject({
    ok: true,
    value: {
      badge: "Rotating",
      reason: "for a test",
      lastUsedAt: NOW.toISOString(),
      versions: [
        { number: 2, badge: "Current", validUntil: null, lastUsedAt: null, lastIp: null, publicKeyPem: null },
        {
          number: 1,
          badge: "Ending",
          validUntil: "2026-11-24T12:00:00.000Z",
          lastUsedAt: NOW.toISOString(),
          lastIp: "203.0.113.61",
        },
      ],
    },
  });
  expect(JSON.stringify(found)).not.toMatch(/sealed|tokenHash/i);
});

// Guarantee: a key that is over has no current version.
it("ends the versions with their key", async () => {
  const find = (keyId: string) => withTx(command, (tx) => findKey(tx, command, { keyId }), NOW);
  expect(await find(made.revoked)).toMatchObject({
    value: { versions: [{ badge: "Ended", validUntil: "2026-11-22T12:00:00.000Z" }] },
  });
  expect(await find(made.ended)).toMatchObject({
    value: {
      versions: [
        {
          badge: "Ended",
          validUntil: "2026-10-29T12:00:00.000Z",
          publicKeyPem: expect.stringContaining("BEGIN PUBLIC KEY"),
        },
      ],
    },
  });
});

// Guarantee: pages neither repeat nor skip a row, forwards and backwards, though many share a time and rows come and go.
it("walks all pages in both directions", async () => {
  const orgId = uuidv7();
  await t.db.query(
    "superuser",
    "insert into organizations values ($1, 'Many', 'client', '{}', null, null, now(), 'test')",
    [orgId],
  );
  const ids = Array.from({ length: 173 }, newKeyId);
  await t.db.query(
    "superuser",
    `insert into api_keys
     select id, $2, 'Key ' || i % 5 || ' ' || i, 'live', 'ed25519', 'rfc9421', '{market:read}', null, '{}', 'active', 'r',
       $3::timestamptz - i % 7 * interval '1 s', 'test', $3::timestamptz + interval '1 d' + i % 3 * interval '1 ms', $3, null
     from unnest($1::text[]) with ordinality as made (id, i)`,
    [ids, orgId, NOW],
  );
  const filter = { org: { op: "is", values: [orgId] } };
  for (const sort of ["created", "expires", "name"]) {
    for (const direction of ["asc", "desc"]) {
      const pages: KeyPage[] = [];
      for (let after: string | undefined; ; ) {
        const page = await list({ filter, sort, direction, ...(after ? { after } : {}) });
        pages.push(page);
        if (page.next === null) break;
        after = page.next;
      }
      expect(pages.map(({ rows }) => rows.length)).toEqual([50, 50, 50, 23]);
      expect(pages[0]?.previous).toBeNull();
      const walked = pages.flatMap(({ rows }) => rows.map(({ keyId }) => keyId));
      expect(walked.toSorted()).toEqual(ids.toSorted());
      expect(pages[0]?.total).toEqual({ count: 173, exact: true });
      const back = await list({ filter, sort, direction, before: pages[2]?.previous });
      expect(back.rows).toEqual(pages[1]?.rows);
      expect([back.previous, back.next]).toEqual([pages[1]?.previous, pages[1]?.next]);
      const first = await list({ filter, sort, direction, before: back.previous });
      expect(first.rows).toEqual(pages[0]?.rows);
      expect(first.previous).toBeNull();
    }
  }
});

// Guarantee: a cursor of another order, or made up, is refused and reaches no query.
it("refuses a cursor that it did not write", async () => {
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  for (const after of [
    "",
    "x",
    forged([1, "name", "a", "k_0"]),
    forged([1, "created", "yesterday", "k_0"]),
    forged([1, "created", 5, "k"]),
    forged({}),
  ]) {
    const result = await withTx(command, (tx) => listKeys(tx, command, listKeysInput.parse({ after })), NOW);
    expect(result).toMatchObject({ ok: false, code: "cursor_unknown" });
  }
});

// Guarantee: a client sees its own keys alone, in the list, in the counts and by id: by row-level security, and by the
// WHERE of each query without it.
it.each(["with", "without"])("shows a client no foreign key %s row-level security", async (how) => {
  if (how === "without") await withoutRowSecurity(t.db);
  const halcyon = owner(t.halcyonId, "client");
  const page = await list({}, halcyon);
  expect(page.rows.map(({ name }) => name).sort()).toEqual(["Zulu reader", "mm-prod-eu-2"].sort());
  expect(page.total).toEqual({ count: 2, exact: true });
  expect((await withTx(halcyon, (tx) => countKeyViews(tx, halcyon), NOW)).all.count).toBe(2);
  const find = (keyId: string) => withTx(halcyon, (tx) => findKey(tx, halcyon, { keyId }), NOW);
  expect(await find(made.reader)).toMatchObject({ ok: true });
  for (const keyId of [made.rotating, made.ended, newKeyId()])
    expect(await find(keyId)).toMatchObject({ code: "key_not_found" });
});
