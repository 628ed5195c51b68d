import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import * as z from "zod/mini";
import type { Permission } from "#lib/authz/permissions.ts";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { beginStepUp } from "#lib/identity/begin-step-up.ts";
import { completeStepUp } from "#lib/identity/complete-step-up.ts";
import { SESSION_IDLE_SEC } from "#lib/identity/contract.ts";
import { endSession } from "#lib/identity/end-session.ts";
import { actorBehind, type Enrolled, enrolOwner, rp, signIn } from "#lib/identity/testing.ts";
import { type Err, err, ok, type Result } from "#lib/kernel/result.ts";
import { defineAction } from "./define-action.ts";
import { defineQuery } from "./define-query.ts";
import { queryHandler } from "./query-handler.ts";
import { SESSION_COOKIE } from "./session-cookie.ts";

/** The request under way, as Next would give it. */
const request = vi.hoisted(() => ({ headers: new Headers(), handle: null as string | null }));
const lines = vi.hoisted(() => [] as unknown[]);
vi.mock("server-only", () => ({}));
vi.mock("next/headers", () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) =>
      name === "__Host-kw-session" && request.handle !== null ? { value: request.handle } : undefined,
  }),
}));
vi.mock("./log.ts", () => ({ logBug: (...line: unknown[]) => lines.push(line), log: {} }));

const origin = rp.origin;
const fromPage = {
  origin,
  "sec-fetch-site": "same-origin",
  "content-type": "text/plain;charset=UTF-8",
  "next-action": "7f",
  "x-keywarden-client-ip": "198.51.100.7",
};

let db: TestDatabase;
let mara: Enrolled;
beforeAll(async () => {
  db = await testDatabase();
  mara = await enrolOwner("mara@aster.example");
});
afterAll(() => db.end());

async function freshSignIn(): Promise<string> {
  const done = await signIn(mara.device);
  if (!done.ok) throw new Error(done.code);
  return done.value.handle;
}

beforeEach(async () => {
  request.headers = new Headers(fromPage);
  request.handle = await freshSignIn();
  lines.length = 0;
});

const input = z.object({ name: z.string().check(z.minLength(3, "At least 3 characters.")) });
const venueName = async () =>
  (await db.query<{ name: string }>("superuser", "select name from organizations where kind = 'venue'"))[0]
    ?.name;

/** Renames the venue by hand, then answers as asked. */
const act = (permission: Permission, answer: (name: string) => Result<string, "name_taken">) =>
  defineAction({
    permission,
    input,
    run: async (tx, _actor, { name }) => {
      const { organizations } = await import("#lib/db/schema/orgs.ts");
      await tx.update(organizations).set({ name });
      return answer(name);
    },
  });
const rename = act("venue.rename", (name) => ok(name));
const dangerous = act("key.issue", (name) => ok(name));

it("runs for a signed-in person of the right role", async () => {
  expect(await rename({ name: "Aster" })).toEqual({ ok: true, value: "Aster" });
  expect(await venueName()).toBe("Aster");
});

// Guarantee: a request that doesn't come from this console's own page changes nothing, whoever is signed in.
it.each<[string, Record<string, string | null>]>([
  ["no Origin", { origin: null }],
  ["a foreign Origin", { origin: "https://evil.example" }],
  ["a cross-site fetch", { "sec-fetch-site": "cross-site" }],
  ["a form's content type", { "content-type": "application/x-www-form-urlencoded" }],
  ["no action header", { "next-action": null }],
  ["forged forwarding", { origin: "https://evil.example", "x-forwarded-host": "evil.example" }],
])("refuses %s", async (_what, change) => {
  for (const [name, value] of Object.entries(change)) {
    if (value === null) request.headers.delete(name);
    else request.headers.set(name, value);
  }
  expect(await rename({ name: "Forged" })).toMatchObject({ code: "request_refused" });
  expect(await venueName()).not.toBe("Forged");
});

// Guarantee: no handle, a wrong one and an ended one are nobody.
it("refuses whoever is not signed in", async () => {
  for (const handle of [null, "x", "A".repeat(43)]) {
    request.handle = handle;
    expect(await rename({ name: "Nobody" })).toEqual({ ok: false, code: "unauthenticated" });
  }
  request.handle = await freshSignIn();
  const actor = await actorBehind(request.handle);
  await withTx(actor, (tx) => endSession(tx, actor, { sessionId: actor.sessionId }));
  expect(await rename({ name: "Nobody" })).toEqual({ ok: false, code: "unauthenticated" });
});

// Guarantee: a sign-in revoked between the check and the change changes nothing.
it("looks at the sign-in again inside the transaction", async () => {
  const actor = await actorBehind(request.handle ?? "");
  await withTx(actor, async (tx) => {
    await endSession(tx, actor, { sessionId: actor.sessionId });
    // It finds the sign-in alive, since the revocation has not committed, and meets it on its way.
    void rename({ name: "Too late" }).then((result) => lines.push(result));
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  await vi.waitFor(() => expect(lines).toContainEqual({ ok: false, code: "unauthenticated" }));
  expect(await venueName()).not.toBe("Too late");
});

// Guarantee: what the role doesn't allow is refused and recorded, with who, what and from where.
it("records what it forbids", async () => {
  const before = await denials();
  expect(await act("policy.apply", (name) => ok(name))({ name: "Forbidden" })).toEqual({
    ok: false,
    code: "forbidden",
  });
  expect(await venueName()).not.toBe("Forbidden");
  const after = await denials();
  expect(after).toHaveLength(before.length + 1);
  expect(after.at(-1)).toEqual({ actor_id: mara.actor.id, target_id: "policy.apply", outcome: "failure" });
});
const denials = () =>
  db.query(
    "superuser",
    "select actor_id, target_id, outcome from audit_outbox where action = 'access.denied' order by ctid",
  );

it("names the fields that need a change", async () => {
  expect(await rename({ name: "x" })).toEqual({
    ok: false,
    code: "invalid_input",
    fields: { name: "At least 3 characters." },
  });
  expect(await rename(undefined as never)).toMatchObject({ code: "invalid_input" });
});

// Guarantee: a dangerous act waits for a fresh proof, then the same call goes through; five minutes later it doesn't.
it("asks for a step-up", async () => {
  expect(await dangerous({ name: "Dangerous" })).toEqual({ ok: false, code: "step_up_required" });
  expect(await venueName()).not.toBe("Dangerous");
  const actor = await actorBehind(request.handle ?? "");
  const options = await withTx(actor, (tx) => beginStepUp(tx, actor, rp));
  if (!options.ok) throw new Error("no options");
  const answer = mara.device.get(options.value);
  await withTx(actor, (tx) => completeStepUp(tx, actor, rp, { answer }));
  expect(await dangerous({ name: "Dangerous" })).toMatchObject({ ok: true });
  await db.query(
    "superuser",
    "update sessions set stepped_up_at = now() - interval '301 seconds' where id = $1",
    [actor.sessionId],
  );
  expect(await dangerous({ name: "Late act" })).toEqual({ ok: false, code: "step_up_required" });
});

// Guarantee: a refusal by the domain leaves nothing behind and arrives as it is.
it("rolls back on an Err", async () => {
  const taken = act("venue.rename", () => err("name_taken", { detail: "Choose another name." }));
  expect(await taken({ name: "Rolled back" })).toEqual({
    ok: false,
    code: "name_taken",
    detail: "Choose another name.",
  });
  expect(await venueName()).not.toBe("Rolled back");
});

// Guarantee: a bug leaves nothing behind, shows nothing of itself, and is found by the id that the person saw.
it("hides a bug behind a request id", async () => {
  const broken = act("venue.rename", (name) => {
    throw new Error(`broken on ${name}`);
  });
  const result = await broken({ name: "Broken" });
  expect(result).toMatchObject({ ok: false, code: "internal" });
  expect(JSON.stringify(result)).not.toContain("Broken");
  expect(await venueName()).not.toBe("Broken");
  expect(lines[0]).toMatchObject([(result as Err<"internal">).detail, "venue.rename", expect.any(Error)]);
});

// Guarantee: what waits for the gates runs after the commit, and its answer is the action's.
it("runs `after` once the change stands", async () => {
  const seen: (string | undefined)[] = [];
  const action = defineAction({
    permission: "venue.rename",
    input,
    run: async (tx, _actor, { name }) => {
      const { organizations } = await import("#lib/db/schema/orgs.ts");
      await tx.update(organizations).set({ name });
      return ok({ name });
    },
    after: async (value) => {
      seen.push(await venueName());
      return ok({ ...value, confirmed: 3 });
    },
  });
  expect(await action({ name: "Confirmed" })).toEqual({
    ok: true,
    value: { name: "Confirmed", confirmed: 3 },
  });
  expect(seen).toEqual(["Confirmed"]);
});

const acted = async () => {
  const actor = await actorBehind(request.handle ?? "");
  const [row] = await db.query<{ at: Date }>(
    "superuser",
    "select last_acted_at as at from sessions where id = $1",
    [actor.sessionId],
  );
  return row?.at.getTime() ?? 0;
};
const someone = defineQuery({
  permission: "account.read",
  input: z.object({}),
  run: async (_tx, actor) => actor.name,
});

// Guarantee: an action restarts the idle time, a query never does: polling keeps nobody signed in.
it("touches on acts only", async () => {
  await db.query("superuser", "update sessions set last_acted_at = now() - interval '10 minutes'");
  const before = await acted();
  expect(await someone({})).toEqual({ ok: true, value: "Mara Lindt" });
  expect(await acted()).toBe(before);
  await rename({ name: "Touched" });
  expect(await acted()).toBeGreaterThan(before + 300_000);
  await db.query("superuser", "update sessions set last_acted_at = now() - make_interval(secs => $1)", [
    SESSION_IDLE_SEC,
  ]);
  expect(await someone({})).toEqual({ ok: false, code: "unauthenticated" });
});

const get = queryHandler(
  defineQuery({
    permission: "key.read",
    input: z.object({ limit: z.optional(z.int().check(z.maximum(100, "At most 100."))) }),
    run: async (_tx, _actor, { limit }) => ({ limit: limit ?? null }),
  }),
);
const ask = async (query: string, headers: Record<string, string> = { "sec-fetch-site": "same-origin" }) => {
  const response = await get(new Request(`${origin}/keys/data${query}`, { headers }));
  return {
    status: response.status,
    cache: response.headers.get("cache-control"),
    body: await response.json(),
  };
};

// Guarantee: a query's route answers its own pages, within bounds, and is never kept by a cache.
it("answers a query as a route", async () => {
  const input = encodeURIComponent('{"limit":5}');
  expect(await ask(`?input=${input}`)).toEqual({
    status: 200,
    cache: "no-store",
    body: { ok: true, value: { limit: 5 } },
  });
  expect(await ask("")).toMatchObject({ status: 200 });
  expect(await ask('?input={"limit":500}')).toMatchObject({
    status: 400,
    body: { code: "invalid_input", fields: { limit: "At most 100." } },
  });
  for (const query of ["?input={", "?other={}", "?input={}&input={}", `?input="${"x".repeat(5000)}"`])
    expect(await ask(query)).toMatchObject({ status: 400, body: { code: "invalid_input" } });
  expect(await ask("", { "sec-fetch-site": "cross-site" })).toMatchObject({ status: 403 });
  request.handle = null;
  expect(await ask("")).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
});

it("names the cookie that the browser binds to this host", () => {
  expect(SESSION_COOKIE).toBe("__Host-kw-session");
});
