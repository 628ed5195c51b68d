import { afterAll, beforeAll, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { SESSION_IDLE_SEC, SESSION_LIFE_SEC } from "./contract.ts";
import { endAllSessions, endSession } from "./end-session.ts";
import { findAccount } from "./queries.ts";
import { replaceSession } from "./replace-session.ts";
import { findSessionEnding, lockSession, touchSession } from "./sessions.ts";
import {
  actorBehind,
  consoleActor,
  type Enrolled,
  enrolOwner,
  findActor,
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

const after = (from: Date, sec: number) => new Date(from.getTime() + sec * 1000);

async function open(at = new Date()) {
  const done = await signIn(mara.device, at);
  if (!done.ok) throw new Error(done.code);
  return { handle: done.value.handle, actor: await actorBehind(done.value.handle, at) };
}

// Guarantee: 15 minutes without an act of the person end a sign-in; looking it up is no act.
it("ends when idle", async () => {
  const at = new Date();
  const { handle } = await open(at);
  expect(await findActor(handle, after(at, SESSION_IDLE_SEC - 1))).not.toBeNull();
  expect(await findActor(handle, after(at, SESSION_IDLE_SEC))).toBeNull();
});

// Guarantee: an act restarts the idle time, and 12 hours end a sign-in whatever happens.
it("ends after twelve hours of work", async () => {
  const start = new Date();
  const { handle, actor } = await open(start);
  for (let sec = 600; sec < SESSION_LIFE_SEC; sec += 600) {
    const at = after(start, sec);
    expect(await findActor(handle, at)).not.toBeNull();
    await withTx(consoleActor, (tx) => touchSession(tx, actor.sessionId), at);
  }
  expect(await findActor(handle, after(start, SESSION_LIFE_SEC - 1))).not.toBeNull();
  expect(await findActor(handle, after(start, SESSION_LIFE_SEC))).toBeNull();
});

// Guarantee: whoever holds a sign-in's handle learns why it is over, and nobody else learns anything.
it("says why it ended", async () => {
  const start = new Date();
  const { handle, actor } = await open(start);
  const why = (sec: number) => withTx(consoleActor, (tx) => findSessionEnding(tx, handle), after(start, sec));
  expect(await why(SESSION_IDLE_SEC - 1)).toBeNull();
  expect(await why(SESSION_IDLE_SEC)).toBe("idle");
  expect(await why(SESSION_LIFE_SEC)).toBe("lifetime");
  await withTx(actor, (tx) => endSession(tx, actor, { sessionId: actor.sessionId }), start);
  expect(await why(0)).toBe("revoked");
  const unknown = "A".repeat(43);
  expect(await withTx(consoleActor, (tx) => findSessionEnding(tx, unknown))).toBeNull();
});

// Guarantee: a sign-in that has ended is never brought back by a late touch.
it("does not revive", async () => {
  const start = new Date();
  const { handle, actor } = await open(start);
  await withTx(actor, (tx) => endSession(tx, actor, { sessionId: actor.sessionId }), start);
  await withTx(consoleActor, (tx) => touchSession(tx, actor.sessionId), after(start, 10));
  expect(await findActor(handle, after(start, 11))).toBeNull();
});

// Guarantee: a revoked sign-in is refused on its next request, and in the middle of an act.
it("is gone at once when revoked from elsewhere", async () => {
  const [here, there] = [await open(), await open()];
  await withTx(here.actor, (tx) => endSession(tx, here.actor, { sessionId: there.actor.sessionId }));
  expect(await findActor(there.handle)).toBeNull();
  expect(await withTx(there.actor, (tx) => lockSession(tx, there.actor))).toBeNull();
  expect(await findActor(here.handle)).not.toBeNull();
});

// Guarantee: revoking waits for an act under way, and the act that comes after it fails.
it("orders a revocation against an act under way", async () => {
  const { actor } = await open();
  const order: string[] = [];
  let revoked: Promise<unknown> = Promise.resolve();
  await withTx(actor, async (tx) => {
    expect(await lockSession(tx, actor)).not.toBeNull();
    revoked = withTx(mara.actor, (other) =>
      endSession(other, mara.actor, { sessionId: actor.sessionId }),
    ).then(() => order.push("revoked"));
    await new Promise((resolve) => setTimeout(resolve, 200));
    order.push("acted");
  });
  await revoked;
  expect(order).toEqual(["acted", "revoked"]);
});

// Guarantee: nobody ends another person's sign-in.
it("knows only the person's own", async () => {
  const eve = await enrolOwner("eve@aster.example");
  const result = await withTx(eve.actor, (tx) =>
    endSession(tx, eve.actor, { sessionId: mara.actor.sessionId }),
  );
  expect(result).toEqual({ ok: false, code: "session_unknown" });
  expect(await findActor(mara.handle)).not.toBeNull();
});

// Guarantee: signing in anew in a browser ends what that browser held before.
it("replaces the browser's former sign-in", async () => {
  const { handle } = await open();
  await withTx(consoleActor, (tx) => replaceSession(tx, handle, source));
  expect(await findActor(handle)).toBeNull();
});

// Guarantee: the account lists live sign-ins only, and says which one is here.
it("lists what is open", async () => {
  const { actor } = await open();
  const account = await withTx(actor, (tx) => findAccount(tx, actor));
  expect(account.sessions.filter((session) => session.current)).toHaveLength(1);
  expect(account.sessions.find((session) => session.current)).toMatchObject({
    id: actor.sessionId,
    factor: "passkey",
    passkeyName: "First passkey",
    ip: source.ip,
  });
});

// Guarantee: "sign out everywhere" ends every sign-in of that person, this one too, and nobody else's.
it("signs out everywhere", async () => {
  const [one, two] = [await open(), await open()];
  const eve = await enrolOwner("eva@aster.example");
  const ended = await withTx(one.actor, (tx) => endAllSessions(tx, one.actor));
  expect(ended).toMatchObject({ ok: true });
  for (const handle of [one.handle, two.handle, mara.handle]) expect(await findActor(handle)).toBeNull();
  expect(await findActor(eve.handle)).not.toBeNull();
});

// Guarantee: a handle of the wrong form never reaches the database as a value.
it.each(["", "x", `${"A".repeat(43)}=`, "A".repeat(5000), "' or 1=1 --"])(
  "takes no %.10s",
  async (handle) => {
    expect(await findActor(handle)).toBeNull();
  },
);
