import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PersonActor } from "#lib/authz/actor.ts";
import { parseBearerToken } from "#lib/crypto/bearer-token.ts";
import { withTx } from "#lib/db/client.ts";
import { atOnce } from "#lib/db/testing.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { unwrapDataKey } from "#lib/vault/data-key.ts";
import { dataKeyIdOf, openSealed } from "#lib/vault/open.ts";
import {
  command,
  issue,
  keyPair,
  mustIssue,
  owner,
  provePossession,
  type TestVenue,
  testVenue,
  withoutRowSecurity,
} from "./testing.ts";

let t: TestVenue;
/** The venue's owner, ready for live keys. */
let mara: PersonActor;

beforeAll(async () => {
  t = await testVenue();
  mara = owner(t.venueId);
  await ready(mara);
});
afterAll(() => t.end());

async function ready(person: PersonActor): Promise<void> {
  await t.db.query("superuser", "insert into persons values ($1, $2, $3, now())", [
    person.id,
    person.name,
    `${person.id}@aster.example`,
  ]);
  await t.db.query("superuser", "insert into recovery_codes values ($1, $2, $3, now())", [
    uuidv7(),
    person.id,
    Buffer.from(person.id),
  ]);
}

const versionOf = async (versionId: string) =>
  (await t.db.query("superuser", "select * from key_versions where id = $1", [versionId]))[0];
const events = (targetId: string) =>
  t.db.query<{ action: string; actor_id: string; org_id: string }>(
    "superuser",
    "select action, actor_id, org_id from audit_outbox where target_id = $1 order by action",
    [targetId],
  );

// Guarantee: an Ed25519 key stores its raw public key and gives out no secret.
it("issues an Ed25519 key from PEM or raw base64", async () => {
  const pair = keyPair();
  const made = await mustIssue(command, { orgId: t.halcyonId, publicKey: pair.pem, expiresIn: "30d" });
  expect(made.secret).toBeNull();
  expect((await versionOf(made.versionId))?.public_key.toString("base64url")).toBe(pair.raw);
  const raw = keyPair();
  const other = await mustIssue(command, {
    orgId: t.halcyonId,
    publicKey: Buffer.from(raw.raw, "base64url").toString("base64"),
  });
  expect((await versionOf(other.versionId))?.public_key.toString("base64url")).toBe(raw.raw);
  expect(await events(made.keyId)).toEqual([
    { action: "key.issued", actor_id: "cli:test", org_id: t.halcyonId },
  ]);
});

// Guarantee: of a bearer token only the SHA-256 is stored, and the operator's print is an event of its own.
it("issues a bearer token", async () => {
  const made = await mustIssue(command, { orgId: t.halcyonId, kind: "bearer", env: "test" });
  const token = parseBearerToken(made.secret ?? "");
  expect(token).toMatchObject({ env: "test", keyId: made.keyId });
  const stored = await versionOf(made.versionId);
  expect(stored?.token_hash).toEqual(
    createHash("sha256")
      .update(made.secret ?? "")
      .digest(),
  );
  expect(stored).toMatchObject({ algorithm: "sha256-token", public_key: null, sealed_secret: null });
  expect((await events(made.keyId)).map(({ action }) => action)).toEqual(["key.issued", "secret.revealed"]);
});

// Guarantee: what the gate unseals is exactly the secret that was printed, and it opens in no other row.
it("seals an HMAC secret for the gate", async () => {
  const made = await mustIssue(command, { orgId: t.halcyonId, kind: "hmac", scopes: ["trade:write"] });
  expect(made.secret).toMatch(/^[0-9A-Za-z]{43}$/);
  const sealed = (await versionOf(made.versionId))?.sealed_secret as Buffer;
  const [row] = await t.db.query("superuser", "select * from data_keys where id = $1", [dataKeyIdOf(sealed)]);
  expect(row).toMatchObject({ org_id: t.halcyonId, purpose: "gate", version: 1 });
  const dataKey = unwrapDataKey({
    id: row?.id,
    orgId: row?.org_id,
    purpose: row?.purpose,
    version: row?.version,
    kekId: row?.kek_id,
    wrapped: row?.wrapped,
  });
  const place = { orgId: t.halcyonId, table: "key_versions", column: "sealed_secret", rowId: made.versionId };
  expect(openSealed(sealed, place, dataKey).toString("utf8")).toBe(made.secret);
  expect(() => openSealed(sealed, { ...place, rowId: uuidv7() }, dataKey)).toThrow();
});

// Guarantee: however many secrets an organization seals at once, it has one data key, recorded once.
it("makes one data key an organization", async () => {
  await Promise.all(
    Array.from({ length: 5 }, () =>
      mustIssue(command, { orgId: t.meridianId, kind: "hmac", scopes: ["trade:read"] }),
    ),
  );
  const rows = await t.db.query("superuser", "select id from data_keys where org_id = $1", [t.meridianId]);
  expect(rows).toHaveLength(1);
  expect(await events(rows[0]?.id)).toHaveLength(1);
});

// Guarantee: only the organization that uses a secret ever sees it.
it("refuses a person another organization's secret", async () => {
  for (const kind of ["hmac", "bearer"]) {
    expect(await issue(mara, { orgId: t.halcyonId, kind })).toMatchObject({
      ok: false,
      code: "public_key_kind_needed",
      fields: { kind: expect.stringContaining("ed25519") },
    });
  }
  const own = await mustIssue(mara, { orgId: t.venueId, kind: "bearer" });
  expect(own.secret).not.toBeNull();
  expect((await events(own.keyId)).map(({ action }) => action)).toEqual(["key.issued"]);
});

// Guarantee: a person registers a public key only with proof, made now and here, that its private half is theirs.
it("asks a person for proof of possession", async () => {
  const pair = keyPair();
  const orgId = t.halcyonId;
  const attempt = (possession?: object, publicKey = pair.pem) =>
    issue(mara, { orgId, publicKey, ...(possession ? { possession } : {}) });
  expect(await attempt()).toMatchObject({ code: "possession_needed" });
  const now = Date.now();
  const proof = (over: Partial<{ actor: PersonActor; orgId: string; at: number; pair: typeof pair }> = {}) =>
    provePossession(over.actor ?? mara, over.orgId ?? orgId, over.pair ?? pair, new Date(over.at ?? now));
  expect(await attempt(proof({ at: now - 10 * 60_000 - 5_000 }))).toMatchObject({
    code: "possession_expired",
  });
  expect(await attempt(proof({ at: now + 65_000 }))).toMatchObject({ code: "possession_expired" });
  for (const wrong of [
    proof({ actor: { ...mara, sessionId: uuidv7() } }),
    proof({ orgId: t.meridianId }),
    proof({ pair: keyPair() }),
    { ...proof(), at: new Date(now - 1).toISOString() },
  ])
    expect(await attempt(wrong)).toMatchObject({ code: "possession_mismatch" });
  expect(await attempt(proof(), keyPair().pem)).toMatchObject({ code: "possession_mismatch" });
  expect(await attempt(proof())).toMatchObject({ ok: true, value: { secret: null } });
});

// Guarantee: in the console no live key comes before a second way in; test keys and the command don't wait for it.
it("holds live keys back until one lost device locks nobody out", async () => {
  const rune = owner(t.venueId);
  expect(await issue(rune, { orgId: t.venueId, kind: "bearer" })).toMatchObject({
    code: "live_key_not_ready",
  });
  expect(await issue(rune, { orgId: t.venueId, kind: "bearer", env: "test" })).toMatchObject({ ok: true });
});

// Guarantee: a public key belongs to one live key; ended ones free it.
it("refuses a public key that a live key holds", async () => {
  const { pem } = keyPair();
  const first = await mustIssue(command, { orgId: t.halcyonId, publicKey: pem });
  const again = await issue(command, { orgId: t.meridianId, publicKey: pem });
  expect(again).toMatchObject({ ok: false, code: "public_key_in_use" });
  expect(JSON.stringify(again)).not.toContain(first.keyId);
  expect(JSON.stringify(again)).not.toContain("Halcyon");
  await t.db.query("superuser", "update api_keys set status = 'revoked' where id = $1", [first.keyId]);
  expect(await issue(command, { orgId: t.meridianId, publicKey: pem })).toMatchObject({ ok: true });
});

// Guarantee: the same holds when two bring it in the same moment.
it("gives a public key to one of two who bring it at once", async () => {
  const { pem } = keyPair();
  const starts = [t.halcyonId, t.meridianId].map((orgId) => () => issue(command, { orgId, publicKey: pem }));
  const both = await atOnce(t.db, "api_keys", starts);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(both.find(({ ok }) => !ok)).toMatchObject({ code: "public_key_in_use" });
});

// Guarantee: what can't be trusted as a public key is refused, low-order points above all.
it("refuses what is no public key to trust", async () => {
  const lowOrder = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]).toString("base64");
  for (const publicKey of [lowOrder, "hello", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"]) {
    expect(await issue(command, { orgId: t.halcyonId, publicKey })).toMatchObject({
      ok: false,
      code: "public_key_invalid",
      fields: { publicKey: expect.any(String) },
    });
  }
  expect(await issue(command, { orgId: t.halcyonId, publicKey: undefined })).toMatchObject({
    code: "public_key_needed",
  });
  expect(await issue(command, { orgId: t.halcyonId, kind: "hmac", publicKey: keyPair().pem })).toMatchObject({
    code: "public_key_unexpected",
  });
});

// Guarantee: an organization that isn't there, or is another's, is the same: not found.
it("finds no foreign organization", async () => {
  const client = owner(t.halcyonId, "client");
  await withoutRowSecurity(t.db);
  await t.db.query("superuser", "grant update (name) on organizations to kw_client");
  for (const orgId of [t.meridianId, t.venueId, uuidv7()]) {
    expect(await issue(client, { orgId, env: "test" })).toMatchObject({ code: "organization_not_found" });
  }
  await t.db.query("superuser", "revoke update (name) on organizations from kw_client");
});

// Guarantee: a name is a key's alone within its organization, until the key is revoked.
it("refuses a name that is taken", async () => {
  const name = "mm-prod-eu-2";
  const first = await mustIssue(command, { orgId: t.halcyonId, name });
  const version = () => t.db.query("superuser", "select version from policy_version");
  const before = await version();
  expect(await issue(command, { orgId: t.halcyonId, name: "MM-prod-EU-2" })).toMatchObject({
    ok: false,
    code: "name_taken",
    fields: { name: expect.any(String) },
  });
  expect(await version()).toEqual(before);
  expect(await issue(command, { orgId: t.meridianId, name })).toMatchObject({ ok: true });
  await t.db.query("superuser", "update api_keys set status = 'revoked' where id = $1", [first.keyId]);
  expect(await issue(command, { orgId: t.halcyonId, name })).toMatchObject({ ok: true });
});

// Guarantee: a frozen organization gets no new key.
it("issues nothing to a frozen organization", async () => {
  const freeze = (at: string) =>
    t.db.query("superuser", `update organizations set frozen_at = ${at} where id = $1`, [t.meridianId]);
  await freeze("now()");
  expect(await issue(command, { orgId: t.meridianId })).toMatchObject({ code: "organization_frozen" });
  await freeze("null");
});

// Guarantee: a refusal leaves no key, no data key, no event and no policy version behind.
it("writes nothing when it refuses", async () => {
  const state = () =>
    t.db.query(
      "superuser",
      `select (select count(*) from api_keys) keys, (select count(*) from key_versions) versions,
        (select count(*) from audit_outbox) events, (select version from policy_version) policy`,
    );
  const before = await state();
  for (const bad of [
    { scopes: ["wallet:withdraw"] },
    { kind: "bearer", scopes: ["trade:write"] },
    { kind: "p256", publicKey: keyPair().pem },
    { expiresIn: "91d" },
    { scopes: ["market:mystery"] },
    { publicKey: "hello" },
    { constraints: { maxNotional: "1" } },
  ])
    expect(await issue(command, { orgId: t.halcyonId, ...bad })).toMatchObject({ ok: false });
  expect(await state()).toEqual(before);
});

// Guarantee: time passed in is the time of everything that is written.
it("issues at the time it is given", async () => {
  const at = new Date("2026-03-01T00:00:00.000Z");
  const made = await mustIssue(command, { orgId: t.halcyonId, expiresIn: "1d" }, at);
  expect(made.expiresAt).toBe("2026-03-02T00:00:00.000Z");
  const [key] = await withTx(command, async () =>
    t.db.query("superuser", "select created_at, status_at from api_keys where id = $1", [made.keyId]),
  );
  expect(key).toEqual({ created_at: at, status_at: at });
});
