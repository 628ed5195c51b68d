import { afterAll, beforeAll, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { atOnce, type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { beginEnrolment } from "./begin-enrolment.ts";
import { completeEnrolment } from "./complete-enrolment.ts";
import { ENROLMENT_LIFE_SEC } from "./contract.ts";
import { createOwnerEnrolment } from "./create-enrolment.ts";
import { findEnrolment } from "./find-enrolment.ts";
import { hasOwner } from "./has-owner.ts";
import { consoleActor, type Forged, findActor, newToken, rp, SoftAuthenticator, source } from "./testing.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.end());

const later = (sec: number) => new Date(Date.now() + sec * 1000);
let n = 0;
const someone = (token: string) => ({ token, name: "Mara Lindt", email: `mara${++n}@aster.example` });
type Person = ReturnType<typeof someone>;

const begin = (person: Person, at = new Date()) =>
  withTx(consoleActor, (tx) => beginEnrolment(tx, rp, person), at);

async function answerFor(person: Person, forged: Forged = {}) {
  const options = await begin(person);
  if (!options.ok) throw new Error(options.code);
  return new SoftAuthenticator().create(options.value, forged);
}

const complete = async (person: Person, answer: Awaited<ReturnType<typeof answerFor>>, at = new Date()) =>
  (
    await withTx(
      consoleActor,
      (tx) => completeEnrolment(tx, consoleActor, rp, { ...person, answer }, source),
      at,
    )
  ).value;

// By ctid: the order of writing, also for what happens at a time of its own.
const events = (action: string) =>
  db.query<{ outcome: string; reason: string | null }>(
    "superuser",
    `select outcome, convert_from(entry, 'UTF8')::json #>> '{data,unmapped,reason}' as reason
       from audit_outbox where action = $1 order by ctid`,
    [action],
  );

// Guarantee: nobody owns the venue until a link is completed; then person, membership, passkey and sign-in exist together.
it("makes the owner, their passkey and their sign-in in one step", async () => {
  expect(await withTx(consoleActor, hasOwner)).toBe(false);
  const person = someone(await newToken());
  const done = await complete(person, await answerFor(person));
  if (!done.ok) throw new Error(done.code);
  expect(await findActor(done.value.handle)).toMatchObject({
    id: done.value.personId,
    email: person.email,
    orgKind: "venue",
    role: "owner",
    factor: "passkey",
  });
  expect(await withTx(consoleActor, hasOwner)).toBe(true);
  expect((await events("enrolment.completed")).at(-1)).toMatchObject({ outcome: "success" });
});

// Guarantee: neither the token nor the handle can be read out of the database.
it("keeps hashes of the token and of the handle only", async () => {
  const person = someone(await newToken());
  const done = await complete(person, await answerFor(person));
  if (!done.ok) throw new Error(done.code);
  for (const table of ["enrolments", "sessions", "audit_outbox", "audit_personal"]) {
    const rows = await db.query("superuser", `select * from ${table}`);
    const text = JSON.stringify(rows, (_key, value) =>
      value?.type === "Buffer" ? Buffer.from(value.data).toString("latin1") : value,
    );
    expect(text).not.toContain(person.token);
    expect(text).not.toContain(done.value.handle);
  }
});

// Guarantee: a link is good once, also when two complete it at the same moment; the replay is recorded.
it("lets one of two concurrent completions win", async () => {
  const token = await newToken();
  const [a, b] = [someone(token), someone(token)];
  const answers = [await answerFor(a), await answerFor(b)] as const;
  const starts = [() => complete(a, answers[0]), () => complete(b, answers[1])];
  const results = await atOnce(db, "persons", starts);
  expect(results.map((r) => (r.ok ? "done" : r.code)).sort()).toEqual(["done", "enrolment_used"]);
  expect(await events("enrolment.completed")).toContainEqual({
    outcome: "failure",
    reason: "enrolment_used",
  });
  expect(await begin(someone(token))).toMatchObject({ ok: false, code: "enrolment_used" });
});

// Guarantee: a link ends after 15 minutes, at every step.
it("expires", async () => {
  const person = someone(await newToken());
  const answer = await answerFor(person);
  const after = later(ENROLMENT_LIFE_SEC + 1);
  expect(await complete(person, answer, after)).toMatchObject({ code: "enrolment_expired" });
  expect(await begin(person, after)).toMatchObject({ code: "enrolment_expired" });
  expect(await complete(person, answer, later(200))).toMatchObject({ ok: true });
});

// Guarantee: only the newest owner's link works.
it("ends the links made before", async () => {
  const [older, newer] = [await newToken(), await newToken()];
  expect(await begin(someone(older))).toMatchObject({ code: "enrolment_expired" });
  expect(await begin(someone(newer))).toMatchObject({ ok: true });
});

// Guarantee: a try that fails or is given up leaves the link usable.
it("survives a failed and an abandoned try", async () => {
  const person = someone(await newToken());
  await answerFor(person);
  expect(await complete(person, await answerFor(person, { origin: "https://evil.example" }))).toMatchObject({
    code: "passkey_refused",
  });
  expect((await events("enrolment.completed")).at(-1)).toMatchObject({ reason: "origin_foreign" });
  expect(await complete(person, await answerFor(person))).toMatchObject({ ok: true });
});

// Guarantee: an answer made for another site, without the person, or of another kind makes no passkey.
it.each<[string, Forged]>([
  ["another origin", { origin: "http://localhost:3001" }],
  ["another relying party", { rpId: "evil.example" }],
  ["a frame of another site", { crossOrigin: true }],
  ["no user verification", { userVerified: false }],
  ["an assertion", { type: "webauthn.get" }],
])("refuses %s", async (_what, forged) => {
  const person = someone(await newToken());
  expect(await complete(person, await answerFor(person, forged))).toMatchObject({ code: "passkey_refused" });
});

// Guarantee: a challenge made for one link is worth nothing at another, and nothing the second time.
it("binds the challenge to its link and to one use", async () => {
  const stolen = await answerFor(someone(await newToken()));
  const person = someone(await newToken());
  expect(await complete(person, stolen)).toMatchObject({ code: "passkey_refused" });
  const answer = await answerFor(person, { userVerified: false });
  expect(await complete(person, answer)).toMatchObject({ code: "passkey_refused" });
  expect(await complete(person, answer)).toMatchObject({ code: "passkey_refused" });
  expect((await events("enrolment.completed")).at(-1)).toMatchObject({ reason: "challenge_unknown" });
});

// Guarantee: a link made for one address enrols no other, and no address enrols twice.
it("holds to the e-mail it was made for", async () => {
  const token = await newToken(new Date(), "Ada@Aster.Example");
  expect(await begin({ token, name: "Eve", email: "eve@aster.example" })).toMatchObject({
    code: "email_not_invited",
    fields: { email: "This link is for Ada@Aster.Example." },
  });
  const ada = { token, name: "Ada", email: "ada@aster.example" };
  expect(await complete(ada, await answerFor(ada))).toMatchObject({ ok: true });
  const again = { ...ada, token: await newToken() };
  expect(await begin(again)).toMatchObject({ code: "email_taken" });
});

// Guarantee: the welcome page learns who the link is for, and of a wrong token only that it is unknown.
it("shows an open link and nothing of an unknown one", async () => {
  const token = await newToken();
  expect(await withTx(consoleActor, (tx) => findEnrolment(tx, { token }))).toMatchObject({
    ok: true,
    value: { email: null, venueName: "Venue" },
  });
  const unknown = "A".repeat(43);
  expect(await withTx(consoleActor, (tx) => findEnrolment(tx, { token: unknown }))).toEqual({
    ok: false,
    code: "enrolment_unknown",
  });
});

// Guarantee: a malformed address never makes a link.
it("refuses an e-mail that is none", async () => {
  const link = await withTx({ kind: "command", id: "cli:test" }, (tx) =>
    createOwnerEnrolment(
      tx,
      { kind: "command", id: "cli:test" },
      { email: "not an address", consoleOrigin: rp.origin },
    ),
  );
  expect(link).toMatchObject({ ok: false, code: "invalid_input" });
});
