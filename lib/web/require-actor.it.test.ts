import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { createRecoveryCodes } from "#lib/identity/create-recovery-codes.ts";
import { signInWithRecoveryCode } from "#lib/identity/sign-in-with-recovery-code.ts";
import { consoleActor, type Enrolled, enrolOwner, source } from "#lib/identity/testing.ts";
import { expectActor, requireActor } from "./require-actor.ts";

const request = vi.hoisted(() => ({ headers: new Headers(), handle: null as string | null }));
vi.mock("server-only", () => ({}));
vi.mock("next/headers", () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: () => (request.handle === null ? undefined : { value: request.handle }),
  }),
}));
vi.mock("next/navigation", () => ({
  redirect: (to: string) => {
    throw new Error(`redirect ${to}`);
  },
}));
vi.mock("./log.ts", () => ({ logBug: () => undefined, log: {} }));

let db: TestDatabase;
let mara: Enrolled;
beforeAll(async () => {
  db = await testDatabase();
  mara = await enrolOwner("mara@aster.example");
});
afterAll(() => db.end());

const MINUTES_AGO = 10;
beforeEach(async () => {
  request.headers = new Headers({ "x-keywarden-path": "/keys?q=mm" });
  request.handle = mara.handle;
  await db.query("superuser", "update sessions set last_acted_at = now() - make_interval(mins => $1)", [
    MINUTES_AGO,
  ]);
});

const idleMinutes = async () => {
  const [row] = await db.query<{ sec: string }>(
    "superuser",
    "select extract(epoch from now() - last_acted_at) as sec from sessions where id = $1",
    [mara.actor.sessionId],
  );
  return Math.round(Number(row?.sec) / 60);
};

// Guarantee: opening a page is an act of its person; drawing its frame, or fetching it ahead of a click, is not.
it("restarts the idle time for a page that was opened", async () => {
  expect((await expectActor()).id).toBe(mara.actor.id);
  expect(await idleMinutes()).toBe(MINUTES_AGO);
  request.headers.set("x-keywarden-prefetch", "1");
  await requireActor();
  expect(await idleMinutes()).toBe(MINUTES_AGO);
  request.headers.delete("x-keywarden-prefetch");
  await requireActor();
  expect(await idleMinutes()).toBe(0);
});

// Guarantee: whoever is not signed in is sent to sign in, and back to where they were.
it("sends strangers to sign in", async () => {
  request.handle = null;
  await expect(requireActor()).rejects.toThrow("redirect /sign-in?next=%2Fkeys%3Fq%3Dmm");
  await expect(expectActor()).rejects.toThrow("redirect /sign-in?next=");
  request.headers.delete("x-keywarden-path");
  await expect(requireActor()).rejects.toThrow(/redirect \/sign-in$/);
});

// Guarantee: no page of the console opens for a sign-in by recovery code.
it("sends a sign-in by recovery code to make a passkey", async () => {
  const made = await withTx(mara.actor, (tx) => createRecoveryCodes(tx, mara.actor));
  const code = made.ok ? (made.value.codes[0] ?? "") : "";
  const { value } = await withTx(consoleActor, (tx) =>
    signInWithRecoveryCode(tx, consoleActor, { code }, source),
  );
  if (!value.ok) throw new Error(value.code);
  request.handle = value.value.handle;
  await expect(requireActor()).rejects.toThrow("redirect /recover");
  await expect(expectActor()).rejects.toThrow("redirect /recover");
});
