import { afterAll, beforeAll, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { beginSignIn } from "./begin-sign-in.ts";
import { beginStepUp } from "./begin-step-up.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import { CHALLENGE_SEC } from "./contract.ts";
import {
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
let mara: Enrolled;
beforeAll(async () => {
  db = await testDatabase();
  mara = await enrolOwner("mara@aster.example");
});
afterAll(() => db.end());

const later = (sec: number) => new Date(Date.now() + sec * 1000);

async function begin(at = new Date()) {
  const options = await withTx(consoleActor, (tx) => beginSignIn(tx, rp), at);
  if (!options.ok) throw new Error("no options");
  return options.value;
}

type Answer = ReturnType<SoftAuthenticator["get"]>;
const complete = async (answer: Answer, at = new Date()) =>
  (await withTx(consoleActor, (tx) => completeSignIn(tx, consoleActor, rp, { answer }, source), at)).value;

const lastRefusal = async () =>
  (
    await db.query<{ reason: string }>(
      "superuser",
      `select convert_from(entry, 'UTF8')::json #>> '{data,unmapped,reason}' as reason from audit_outbox
        where action = 'person.sign_in_refused' order by ctid desc limit 1`,
    )
  )[0]?.reason;

// Guarantee: whoever holds the passkey gets in, as the person it belongs to, without naming an account.
it("signs in with a discoverable passkey", async () => {
  const done = await signIn(mara.device);
  if (!done.ok) throw new Error(done.code);
  expect(await findActor(done.value.handle)).toMatchObject({
    id: mara.actor.id,
    factor: "passkey",
    steppedUpAtMs: null,
  });
});

// Guarantee: every refusal is one and the same answer; the log keeps the reason.
it.each<[string, Forged, string]>([
  ["a foreign origin", { origin: "http://localhost:3001" }, "origin_foreign"],
  ["a frame of another site", { crossOrigin: true }, "origin_foreign"],
  ["another relying party", { rpId: "evil.example" }, "relying_party_foreign"],
  ["no user verification", { userVerified: false }, "user_not_verified"],
  ["a broken signature", { brokenSignature: true }, "signature_wrong"],
  ["another person's handle", { userHandle: Buffer.alloc(16).toString("base64url") }, "person_mismatch"],
  ["an answer of another kind", { type: "webauthn.create" }, "client_data_malformed"],
])("refuses %s", async (_what, forged, reason) => {
  expect(await signIn(mara.device, new Date(), forged)).toEqual({ ok: false, code: "sign_in_refused" });
  expect(await lastRefusal()).toBe(reason);
});

// Guarantee: an unknown passkey gets the same answer as a wrong one.
it("answers an unknown passkey like any other refusal", async () => {
  const stranger = new SoftAuthenticator();
  expect(await complete(stranger.get(await begin()))).toEqual({ ok: false, code: "sign_in_refused" });
});

// Guarantee: an answer is good once, also when it is sent twice at the same moment.
it("takes an answer once", async () => {
  const answer = mara.device.get(await begin());
  const both = await Promise.all([complete(answer), complete(answer)]);
  expect(both.filter((result) => result.ok)).toHaveLength(1);
  expect(await lastRefusal()).toBe("challenge_unknown");
  expect(await complete(answer)).toMatchObject({ code: "sign_in_refused" });
});

// Guarantee: a wrong answer uses its challenge up.
it("spends the challenge on a refusal", async () => {
  const options = await begin();
  expect(await complete(mara.device.get(options, { userVerified: false }))).toMatchObject({ ok: false });
  expect(await complete(mara.device.get(options))).toMatchObject({ ok: false });
  expect(await lastRefusal()).toBe("challenge_unknown");
});

// Guarantee: a challenge ends after 5 minutes, and one made for something else opens nothing.
it("refuses a late answer and a challenge of another purpose", async () => {
  const at = new Date();
  const answer = mara.device.get(await begin(at));
  expect(await complete(answer, later(CHALLENGE_SEC + 1))).toMatchObject({ ok: false });
  const stepUp = await withTx(mara.actor, (tx) => beginStepUp(tx, mara.actor, rp));
  if (!stepUp.ok) throw new Error("no options");
  expect(await complete(mara.device.get(stepUp.value))).toMatchObject({ ok: false });
  expect(await lastRefusal()).toBe("challenge_unknown");
});

// Guarantee: a counter that doesn't rise is a cloned passkey, refused and recorded; the real one still works.
it("refuses a cloned passkey", async () => {
  const device = (await enrolOwner("clone@aster.example")).device;
  device.counter = 10;
  expect(await signIn(device)).toMatchObject({ ok: true });
  for (const counter of [11, 5, 0]) {
    expect(await signIn(device, new Date(), { counter })).toEqual({ ok: false, code: "sign_in_refused" });
    expect(await lastRefusal()).toBe("counter_regressed");
  }
  device.counter = 20;
  expect(await signIn(device)).toMatchObject({ ok: true });
});

// Guarantee: a passkey that doesn't count (always 0) works more than once.
it("takes passkeys without a counter", async () => {
  const device = (await enrolOwner("synced@aster.example")).device;
  for (let i = 0; i < 3; i++)
    expect(await signIn(device, new Date(), { counter: 0 })).toMatchObject({ ok: true });
});

// Guarantee: somebody suspended gets in no more, and what they had open ends.
it("keeps a suspended member out", async () => {
  const eve = await enrolOwner("eve@aster.example");
  await db.query("superuser", "update members set suspended_at = now() where person_id = $1", [eve.actor.id]);
  expect(await findActor(eve.handle)).toBeNull();
  expect(await signIn(eve.device)).toEqual({ ok: false, code: "sign_in_refused" });
});

// Guarantee: asking for challenges doesn't fill the database.
it("sweeps away what has run out", async () => {
  await db.query("superuser", "update webauthn_challenges set expires_at = now() - interval '1 minute'");
  await begin();
  const [row] = await db.query<{ n: string }>("superuser", "select count(*) as n from webauthn_challenges");
  expect(Number(row?.n)).toBe(1);
});
