import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#lib/authz/actor.ts";
import { withTx } from "#lib/db/client.ts";
import { atOnce } from "#lib/db/testing.ts";
import type { Result } from "#lib/kernel/result.ts";
import { changeStatusInput, rotateKeyInput } from "./contract.ts";
import { resumeKey } from "./resume.ts";
import { revokeKey } from "./revoke.ts";
import { rotateKey } from "./rotate.ts";
import { suspendKey } from "./suspend.ts";
import {
  command,
  keyPair,
  mustIssue,
  owner,
  provePossession,
  type TestVenue,
  testVenue,
  withoutRowSecurity,
} from "./testing.ts";

const HOUR_MS = 3_600_000;

let t: TestVenue;
beforeAll(async () => {
  t = await testVenue();
});
afterAll(() => t.end());

function rotate(
  keyId: string,
  more: Readonly<Record<string, unknown>> = {},
  at?: Date,
  actor: Actor = command,
) {
  const input = rotateKeyInput.parse({ keyId, reason: "for a test", ...more });
  return withTx(actor, (tx) => rotateKey(tx, actor, input), at);
}
const acts = { suspend: suspendKey, resume: resumeKey, revoke: revokeKey };
function act(verb: keyof typeof acts, keyId: string, at?: Date, actor: Actor = command) {
  const input = changeStatusInput.parse({ keyId, reason: `to ${verb} it` });
  return withTx(actor, (tx) => acts[verb](tx, actor, input), at);
}
const versions = (keyId: string) =>
  t.db.query<{ number: number; valid_until: Date | null }>(
    "superuser",
    "select number, valid_until from key_versions where key_id = $1 order by number",
    [keyId],
  );
const events = async (keyId: string) =>
  (
    await t.db.query<{ action: string }>(
      "superuser",
      "select action from audit_outbox where target_id = $1 order by occurred_at, event_id",
      [keyId],
    )
  ).map(({ action }) => action);
const hmac = () => mustIssue(command, { orgId: t.halcyonId, kind: "hmac", scopes: ["trade:read"] });

// Guarantee: a rotation gives the same key a new secret of the same kind; the old one ends after the overlap.
it.each(["hmac", "bearer"] as const)("rotates a key of kind %s", async (kind) => {
  const first = await mustIssue(command, { orgId: t.halcyonId, kind });
  const at = new Date(Date.now() + 1_000);
  const second = await rotate(first.keyId, { overlap: "1h" }, at);
  if (!second.ok) throw new Error(second.code);
  expect(second.value.keyId).toBe(first.keyId);
  expect(second.value.secret).not.toBe(first.secret);
  expect(second.value.secret?.length).toBe(first.secret?.length);
  expect(second.value.previousValidUntil).toBe(new Date(at.getTime() + HOUR_MS).toISOString());
  expect(await versions(first.keyId)).toEqual([
    { number: 1, valid_until: new Date(at.getTime() + HOUR_MS) },
    { number: 2, valid_until: null },
  ]);
  expect(await events(first.keyId)).toEqual([
    "key.issued",
    "secret.revealed",
    "key.rotated",
    "secret.revealed",
  ]);
});

// Guarantee: an Ed25519 key rotates to a public key that it never had, and a person proves the new one too.
it("rotates an Ed25519 key to another pair", async () => {
  const [one, two] = [keyPair(), keyPair()];
  const key = await mustIssue(command, { orgId: t.halcyonId, publicKey: one.pem });
  expect(await rotate(key.keyId)).toMatchObject({ code: "public_key_needed" });
  expect(await rotate(key.keyId, { publicKey: one.pem })).toMatchObject({ code: "public_key_in_use" });
  const mara = owner(t.venueId);
  const asMara = (possession?: object) =>
    rotate(
      key.keyId,
      { publicKey: two.pem, overlap: "0s", ...(possession ? { possession } : {}) },
      undefined,
      mara,
    );
  expect(await asMara()).toMatchObject({ code: "possession_needed" });
  expect(await asMara(provePossession(mara, t.halcyonId, two))).toMatchObject({ ok: true });
  // The first pair has ended, and is still never this key's again.
  expect(await rotate(key.keyId, { publicKey: one.pem })).toMatchObject({ code: "public_key_in_use" });
});

// Guarantee: a person never sees another organization's secret by way of a rotation either.
it("refuses a person the secret of another organization's rotation", async () => {
  const key = await hmac();
  expect(await rotate(key.keyId, {}, undefined, owner(t.venueId))).toMatchObject({
    code: "public_key_kind_needed",
  });
});

// Guarantee: at most two versions live; a third would take one from whoever still uses it.
it("refuses to rotate during an overlap, and allows it after", async () => {
  const key = await hmac();
  const at = Date.now();
  expect(await rotate(key.keyId, { overlap: "1h" }, new Date(at))).toMatchObject({ ok: true });
  expect(await rotate(key.keyId, {}, new Date(at + HOUR_MS - 1))).toMatchObject({
    code: "rotation_under_way",
  });
  expect(await rotate(key.keyId, {}, new Date(at + HOUR_MS))).toMatchObject({ ok: true });
});

// Guarantee: no overlap ends the old version in the same moment.
it("ends the old version at once without an overlap", async () => {
  const key = await hmac();
  const at = new Date();
  expect(await rotate(key.keyId, { overlap: "0s" }, at)).toMatchObject({
    ok: true,
    value: { previousValidUntil: at.toISOString() },
  });
});

// Guarantee: rotating prolongs nothing: the old version ends with the key at the latest.
it("never lets a version outlive its key", async () => {
  const key = await mustIssue(command, { orgId: t.halcyonId, kind: "hmac", expiresIn: "1h" });
  expect(await rotate(key.keyId, { overlap: "7d" })).toMatchObject({
    ok: true,
    value: { previousValidUntil: key.expiresAt },
  });
  expect(await rotate(key.keyId, {}, new Date(Date.parse(key.expiresAt)))).toMatchObject({
    code: "key_expired",
  });
});

// Guarantee: of rotations that begin in the same moment exactly one happens.
it("lets one of many concurrent rotations through", async () => {
  const key = await hmac();
  const starts = Array.from({ length: 8 }, () => () => rotate(key.keyId));
  const results = await atOnce(t.db, "key_versions", starts);
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  for (const refused of results.filter(({ ok }) => !ok))
    expect(refused).toMatchObject({ code: "rotation_under_way" });
  expect((await versions(key.keyId)).map(({ number }) => number)).toEqual([1, 2]);
  expect((await events(key.keyId)).filter((action) => action === "key.rotated")).toHaveLength(1);
});

// Guarantee: revoking wins over a rotation at the same time, whichever comes first: no rotation comes after it.
it("leaves a key revoked when revoking and rotating race", async () => {
  for (let round = 0; round < 6; round++) {
    const key = await hmac();
    const starts: (() => Promise<Result<{ policyVersion: number }, string>>)[] = [
      () => rotate(key.keyId),
      () => act("revoke", key.keyId),
    ];
    const [rotated, revoked] = await atOnce(t.db, "audit_outbox", starts);
    if (!rotated || !revoked?.ok) throw new Error("the revocation was refused");
    // Versions follow commit order: a rotation that went through did so before.
    if (rotated.ok) expect(rotated.value.policyVersion).toBeLessThan(revoked.value.policyVersion);
    else expect(rotated.code).toBe("key_revoked");
    const [row] = await t.db.query("superuser", "select status from api_keys where id = $1", [key.keyId]);
    expect(row).toEqual({ status: "revoked" });
    expect(await versions(key.keyId)).toHaveLength(rotated.ok ? 2 : 1);
  }
});

// Guarantee: every act says what holds now and since when, and one that changes nothing records nothing.
it("suspends, resumes and revokes, each once", async () => {
  const key = await hmac();
  const first = await act("suspend", key.keyId, new Date("2026-12-01T10:00:00.000Z"));
  expect(first).toMatchObject({
    ok: true,
    value: { status: "suspended", effectiveAt: "2026-12-01T10:00:00.000Z", changed: true },
  });
  const again = await act("suspend", key.keyId, new Date("2026-12-01T11:00:00.000Z"));
  expect(again).toMatchObject({
    ok: true,
    value: { status: "suspended", effectiveAt: "2026-12-01T10:00:00.000Z", changed: false },
  });
  if (!first.ok || !again.ok) throw new Error("refused");
  expect(again.value.policyVersion).toBe(first.value.policyVersion);
  expect(await act("resume", key.keyId)).toMatchObject({
    ok: true,
    value: { status: "active", changed: true },
  });
  expect(await act("resume", key.keyId)).toMatchObject({ ok: true, value: { changed: false } });
  expect(await act("revoke", key.keyId)).toMatchObject({
    ok: true,
    value: { status: "revoked", changed: true },
  });
  expect(await act("revoke", key.keyId)).toMatchObject({ ok: true, value: { changed: false } });
  expect((await events(key.keyId)).filter((action) => action !== "secret.revealed").sort()).toEqual([
    "key.issued",
    "key.resumed",
    "key.revoked",
    "key.suspended",
  ]);
});

// Guarantee: revoked is final.
it("brings no revoked key back", async () => {
  const key = await hmac();
  await act("revoke", key.keyId);
  expect(await act("suspend", key.keyId)).toMatchObject({ code: "key_revoked" });
  expect(await act("resume", key.keyId)).toMatchObject({ code: "key_revoked" });
  expect(await rotate(key.keyId)).toMatchObject({ code: "key_revoked" });
});

// Guarantee: a suspended key can be given a new secret and stays suspended; an ended one can be contained, not woken.
it("keeps a suspended key suspended, and an ended one ended", async () => {
  const key = await hmac();
  await act("suspend", key.keyId);
  expect(await rotate(key.keyId)).toMatchObject({ ok: true });
  expect(await t.db.query("superuser", "select status from api_keys where id = $1", [key.keyId])).toEqual([
    { status: "suspended" },
  ]);
  const late = new Date(Date.parse(key.expiresAt));
  expect(await act("resume", key.keyId, late)).toMatchObject({ code: "key_expired" });
  expect(await act("revoke", key.keyId, late)).toMatchObject({ ok: true });
});

// Guarantee: another organization's key is not found, by any verb, and nothing happens to it: by row-level security,
// and by each statement's own WHERE without it.
it.each(["with", "without"])("finds no foreign key %s row-level security", async (how) => {
  if (how === "without") await withoutRowSecurity(t.db);
  const key = await hmac();
  const meridian = owner(t.meridianId, "client");
  for (const verb of ["suspend", "resume", "revoke"] as const)
    expect(await act(verb, key.keyId, undefined, meridian)).toMatchObject({ code: "key_not_found" });
  expect(await rotate(key.keyId, {}, undefined, meridian)).toMatchObject({ code: "key_not_found" });
  expect(await act("suspend", "k_0000000000000000")).toMatchObject({ code: "key_not_found" });
  expect(await events(key.keyId)).toEqual(["key.issued", "secret.revealed"]);
  expect(await act("suspend", key.keyId, undefined, owner(t.halcyonId, "client"))).toMatchObject({
    ok: true,
  });
});
