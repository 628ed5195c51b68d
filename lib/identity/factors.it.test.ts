import { afterAll, beforeAll, expect, it } from "vitest";
import type { PersonActor } from "#lib/authz/actor.ts";
import { can, steppedUpFor } from "#lib/authz/permissions.ts";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { addAuthenticator, beginAddAuthenticator } from "./add-authenticator.ts";
import { beginStepUp } from "./begin-step-up.ts";
import { completeStepUp } from "./complete-step-up.ts";
import { RECOVERY_CODES, RECOVERY_SESSION_LIFE_SEC, STEP_UP_CHALLENGE_SEC } from "./contract.ts";
import { createRecoveryCodes } from "./create-recovery-codes.ts";
import { liveKeyReadiness } from "./live-key-readiness.ts";
import { findAccount } from "./queries.ts";
import { removeAuthenticator } from "./remove-authenticator.ts";
import { signInWithRecoveryCode } from "./sign-in-with-recovery-code.ts";
import {
  actorBehind,
  consoleActor,
  type Enrolled,
  enrolOwner,
  type Forged,
  findActor,
  rp,
  SoftAuthenticator,
  signIn,
  source,
} from "./testing.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.end());

let n = 0;
const someone = () => enrolOwner(`person${++n}@aster.example`);

/** Signed in with the passkey, not stepped up. */
async function signedIn({ device }: Enrolled) {
  const done = await signIn(device);
  if (!done.ok) throw new Error(done.code);
  return { handle: done.value.handle, actor: await actorBehind(done.value.handle) };
}

async function challengeFor(actor: PersonActor, at = new Date()) {
  const options = await withTx(actor, (tx) => beginStepUp(tx, actor, rp), at);
  if (!options.ok) throw new Error("no options");
  return options.value;
}

type Answer = ReturnType<SoftAuthenticator["get"]>;
const stepUp = async (actor: PersonActor, answer: Answer, at = new Date()) =>
  (await withTx(actor, (tx) => completeStepUp(tx, actor, rp, { answer }), at)).value;

async function add(actor: PersonActor, device = new SoftAuthenticator(), forged: Forged = {}) {
  const options = await withTx(actor, (tx) => beginAddAuthenticator(tx, actor, rp));
  if (!options.ok) throw new Error(options.code);
  const answer = device.create(options.value, forged);
  const input = { name: "Second passkey", answer };
  return (await withTx(actor, (tx) => addAuthenticator(tx, actor, rp, input))).value;
}

const accountOf = (actor: PersonActor) => withTx(actor, (tx) => findAccount(tx, actor));
const remove = (actor: PersonActor, authenticatorId: string) =>
  withTx(actor, (tx) => removeAuthenticator(tx, actor, { authenticatorId }));
const refusals = (action: string) =>
  db.query<{ reason: string; actor: string }>(
    "superuser",
    `select convert_from(entry, 'UTF8')::json #>> '{data,unmapped,reason}' as reason, actor_id as actor
       from audit_outbox where action = $1 and outcome = 'failure' order by ctid`,
    [action],
  );

// Guarantee: a step-up marks this sign-in, and no other of the same person.
it("steps up one sign-in", async () => {
  const mara = await someone();
  const [here, there] = [await signedIn(mara), await signedIn(mara)];
  expect(await stepUp(here.actor, mara.device.get(await challengeFor(here.actor)))).toMatchObject({
    ok: true,
  });
  const now = Date.now();
  expect(steppedUpFor(await actorBehind(here.handle), "key.issue", now)).toBe(true);
  expect(steppedUpFor(await actorBehind(there.handle), "key.issue", now)).toBe(false);
});

// Guarantee: a challenge stolen from one sign-in is worth nothing to another, and stays good for its owner.
it("binds a step-up's challenge to its sign-in", async () => {
  const mara = await someone();
  const [here, there] = [await signedIn(mara), await signedIn(mara)];
  const options = await challengeFor(here.actor);
  expect(await stepUp(there.actor, mara.device.get(options))).toEqual({ ok: false, code: "step_up_refused" });
  expect((await refusals("step_up.refused")).at(-1)).toEqual({
    reason: "challenge_unknown",
    actor: mara.actor.id,
  });
  expect(await stepUp(here.actor, mara.device.get(options))).toMatchObject({ ok: true });
});

// Guarantee: an answer steps up once, within 2 minutes, and with the person's own passkey.
it("refuses a replayed, a late and another person's answer", async () => {
  const [mara, eve] = [await someone(), await someone()];
  const { actor } = await signedIn(mara);
  const answer = mara.device.get(await challengeFor(actor));
  expect(await stepUp(actor, answer)).toMatchObject({ ok: true });
  expect(await stepUp(actor, answer)).toMatchObject({ ok: false });
  const at = new Date();
  const late = mara.device.get(await challengeFor(actor, at));
  const after = new Date(at.getTime() + (STEP_UP_CHALLENGE_SEC + 1) * 1000);
  expect(await stepUp(actor, late, after)).toMatchObject({ ok: false });
  expect(await stepUp(actor, eve.device.get(await challengeFor(actor)))).toMatchObject({ ok: false });
  expect((await refusals("step_up.refused")).slice(-3).map((event) => event.reason)).toEqual([
    "challenge_unknown",
    "challenge_unknown",
    "person_mismatch",
  ]);
});

// Guarantee: one lost device locks nobody out: with one passkey and no codes, no live key.
it("is not ready for a live key with one passkey alone", async () => {
  const [mara, ada] = [await someone(), await someone()];
  const ready = (actor: PersonActor) => withTx(actor, (tx) => liveKeyReadiness(tx, actor));
  expect(await ready(mara.actor)).toEqual({ ready: false, passkeys: 1, recoveryCodes: 0 });
  expect(await add(mara.actor)).toMatchObject({ ok: true });
  expect(await ready(mara.actor)).toMatchObject({ ready: true, passkeys: 2 });
  await withTx(ada.actor, (tx) => createRecoveryCodes(tx, ada.actor));
  expect(await ready(ada.actor)).toMatchObject({ ready: true, recoveryCodes: RECOVERY_CODES });
});

// Guarantee: a passkey is added by its owner's own ceremony only, and never twice.
it("refuses a foreign ceremony and a known credential", async () => {
  const mara = await someone();
  expect(await add(mara.actor, new SoftAuthenticator(), { origin: "https://evil.example" })).toEqual({
    ok: false,
    code: "passkey_refused",
  });
  expect(await add(mara.actor, mara.device)).toEqual({ ok: false, code: "passkey_exists" });
  expect((await accountOf(mara.actor)).passkeys).toHaveLength(1);
});

// Guarantee: the last passkey stays, also when the last two are removed at the same moment.
it("never removes the last passkey", async () => {
  const mara = await someone();
  const [only] = (await accountOf(mara.actor)).passkeys;
  expect(await remove(mara.actor, only?.id ?? "")).toEqual({ ok: false, code: "last_passkey" });
  await add(mara.actor);
  const [a, b] = (await accountOf(mara.actor)).passkeys;
  const second: ReturnType<typeof remove>[] = [];
  const first = await withTx(mara.actor, async (tx) => {
    const removed = await removeAuthenticator(tx, mara.actor, { authenticatorId: a?.id ?? "" });
    // Meets the first before it has committed.
    second.push(remove(mara.actor, b?.id ?? ""));
    await new Promise((resolve) => setTimeout(resolve, 200));
    return removed;
  });
  expect(first).toMatchObject({ ok: true });
  expect(await Promise.all(second)).toEqual([{ ok: false, code: "last_passkey" }]);
  expect((await accountOf(mara.actor)).passkeys).toHaveLength(1);
});

// Guarantee: a removed passkey opens nothing, ends what it had opened, and never comes back.
it("takes a removed passkey out of use", async () => {
  const mara = await someone();
  const second = new SoftAuthenticator();
  await add(mara.actor, second);
  const [first] = (await accountOf(mara.actor)).passkeys;
  const opened = await signIn(second);
  if (!opened.ok) throw new Error(opened.code);
  const by = await actorBehind(opened.value.handle);
  expect(await remove(by, first?.id ?? "")).toMatchObject({ ok: true, value: { endedSessions: 1 } });
  expect(await findActor(mara.handle)).toBeNull();
  expect(await signIn(mara.device)).toEqual({ ok: false, code: "sign_in_refused" });
  expect(await add(by, mara.device)).toMatchObject({ code: "passkey_exists" });
});

// Guarantee: nobody removes another person's passkey.
it("knows only the person's own passkeys", async () => {
  const [mara, eve] = [await someone(), await someone()];
  const [target] = (await accountOf(mara.actor)).passkeys;
  expect(await remove(eve.actor, target?.id ?? "")).toEqual({ ok: false, code: "passkey_unknown" });
});

async function codesOf(actor: PersonActor) {
  const made = await withTx(actor, (tx) => createRecoveryCodes(tx, actor));
  if (!made.ok) throw new Error("no codes");
  return made.value.codes;
}
const recover = async (code: string, at = new Date()) =>
  (await withTx(consoleActor, (tx) => signInWithRecoveryCode(tx, consoleActor, { code }, source), at)).value;

// Guarantee: ten codes, different ones, of which the database keeps hashes only.
it("makes ten codes and keeps none", async () => {
  const { actor } = await someone();
  const codes = await codesOf(actor);
  expect(new Set(codes).size).toBe(RECOVERY_CODES);
  for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
  const dump = JSON.stringify(await db.query("superuser", "select entry::text from audit_outbox"));
  for (const code of codes) expect(dump).not.toContain(Buffer.from(code).toString("hex"));
});

// Guarantee: a code works once, also when two send it at the same moment; trying it again is recorded.
it("takes a code once", async () => {
  const { actor } = await someone();
  const [code = ""] = await codesOf(actor);
  const both = await Promise.all([recover(code), recover(code.toLowerCase().replaceAll("-", " "))]);
  expect(both.filter((result) => result.ok)).toHaveLength(1);
  expect(await recover(code)).toEqual({ ok: false, code: "sign_in_refused" });
  expect((await refusals("person.sign_in_refused")).at(-1)).toMatchObject({ reason: "recovery_code_used" });
});

// Guarantee: new codes end the old ones.
it("replaces the codes", async () => {
  const { actor } = await someone();
  const [old = ""] = await codesOf(actor);
  const [fresh = ""] = await codesOf(actor);
  expect(await recover(old)).toMatchObject({ ok: false });
  expect(await recover(fresh)).toMatchObject({ ok: true });
});

// Guarantee: a recovery code opens one thing, adding a passkey, for 15 minutes.
it("confines a sign-in by code", async () => {
  const mara = await someone();
  const [code = ""] = await codesOf(mara.actor);
  const at = new Date();
  const done = await recover(code, at);
  if (!done.ok) throw new Error(done.code);
  const actor = await actorBehind(done.value.handle, at);
  expect(actor).toMatchObject({ id: mara.actor.id, factor: "recovery_code", steppedUpAtMs: null });
  expect(can(actor, "account.recover").allowed).toBe(true);
  expect(can(actor, "account.factors").allowed).toBe(false);
  expect(can(actor, "key.read").allowed).toBe(false);
  const device = new SoftAuthenticator();
  expect(await add(actor, device)).toMatchObject({ ok: true });
  expect(await signIn(device)).toMatchObject({ ok: true });
  const after = new Date(at.getTime() + RECOVERY_SESSION_LIFE_SEC * 1000);
  expect(await findActor(done.value.handle, after)).toBeNull();
});

// Guarantee: what is no code is refused like a wrong one.
it.each(["", "AAAAA", "AAAAA-AAAAA-AAAAA-AAAAA", "UUUUU-UUUUU-UUUUU-UUUUU", "A".repeat(64)])(
  "refuses %s",
  async (code) => {
    expect(await recover(code)).toEqual({ ok: false, code: "sign_in_refused" });
  },
);
