import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PersonActor, SystemActor } from "../authz/actor.ts";
import { uuidv7 } from "../kernel/ids.ts";
import { err, ok } from "../kernel/result.ts";
import { withTx } from "./client.ts";
import { organizations } from "./schema/orgs.ts";
import { type TestDatabase, testDatabase } from "./testing.ts";

const launcher: SystemActor = { kind: "system", id: "system:launcher" };
const clientOf = (orgId: string): PersonActor => ({
  kind: "person",
  id: uuidv7(),
  name: "Mara",
  email: "mara@halcyon.example",
  orgId,
  orgKind: "client",
  role: "owner",
  sessionId: uuidv7(),
  factor: "passkey",
  steppedUpAtMs: null,
  ip: null,
  userAgent: null,
});
const organization = (name: string) => ({
  id: uuidv7(),
  name,
  kind: "client" as const,
  ceiling: [],
  createdAt: new Date(),
  createdBy: "test",
});

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.end());

const namesOf = async () =>
  (await db.query<{ name: string }>("superuser", "select name from organizations order by name")).map(
    ({ name }) => name,
  );

// Guarantee: a refusal changes nothing, and reaches the caller as it was.
it("rolls back when the function answers with an Err", async () => {
  const refusal = err("name_taken", { detail: "Choose another name." });
  const result = await withTx(launcher, async (tx) => {
    await tx.insert(organizations).values(organization("Refused"));
    return refusal;
  });
  expect(result).toBe(refusal);
  expect(await namesOf()).not.toContain("Refused");
});

// Guarantee: a bug changes nothing, and is not swallowed.
it("rolls back when the function throws", async () => {
  const bug = new Error("a bug");
  const run = withTx(launcher, async (tx) => {
    await tx.insert(organizations).values(organization("Broken"));
    throw bug;
  });
  await expect(run).rejects.toBe(bug);
  expect(await namesOf()).not.toContain("Broken");
});

// Guarantee: nothing is acknowledged before it is committed: a commit that fails is the caller's to know.
it("answers after the commit, not before", async () => {
  await db.query(
    "superuser",
    `create function refuse_late() returns trigger language plpgsql as $$
       begin if new.name = 'Too late' then raise 'refused at the commit'; end if; return new; end $$`,
  );
  await db.query(
    "superuser",
    `create constraint trigger refuse_late after insert on organizations deferrable initially deferred
       for each row execute function refuse_late()`,
  );
  const run = withTx(launcher, async (tx) => {
    await tx.insert(organizations).values(organization("Too late"));
    return ok();
  });
  await expect(run).rejects.toThrow();
  expect(await namesOf()).not.toContain("Too late");
});

// Guarantee: what happens in a transaction happens at the time it was given.
it("commits an Ok and carries its own time", async () => {
  const at = new Date("2026-01-02T03:04:05.678Z");
  const result = await withTx(
    launcher,
    async (tx) => {
      await tx.insert(organizations).values({ ...organization("Kept"), createdAt: tx.now });
      return ok(tx.now);
    },
    at,
  );
  expect(result).toEqual(ok(at));
  expect(await db.query("superuser", "select created_at from organizations where name = 'Kept'")).toEqual([
    { created_at: at },
  ]);
});

// Guarantee: a pooled connection forgets whose organization its last transaction was in.
it("leaks no context over reuse of a connection", async () => {
  const [a, b] = [organization("Aster"), organization("Birch")];
  await withTx(launcher, (tx) => tx.insert(organizations).values([a, b]));
  const seenBy = (orgId: string) =>
    withTx(clientOf(orgId), async (tx) => (await tx.select().from(organizations)).map(({ id }) => id));
  const rounds = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? a.id : b.id));
  const seen = await Promise.all(rounds.map(seenBy));
  expect(seen).toEqual(rounds.map((orgId) => [orgId]));
  // Without a context of its own, a connection that served others sees nothing.
  const none = await withTx({ ...clientOf(a.id), orgId: "" }, (tx) =>
    tx.execute(sql`select kw_org() as org, (select count(*)::int from organizations) as seen`),
  );
  expect(none.rows).toEqual([{ org: null, seen: 0 }]);
});

// Guarantee: a backend that dies takes one transaction with it, not the process.
it("survives the death of its backend", async () => {
  const run = withTx(launcher, async (tx) => {
    const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await db.query("superuser", "select pg_terminate_backend($1)", [rows[0]?.pid]);
    await tx.execute(sql`select 1`);
  });
  await expect(run).rejects.toThrow();
  expect(await withTx(launcher, (tx) => tx.execute(sql`select 1 as one`))).toMatchObject({
    rows: [{ one: 1 }],
  });
});

// Guarantee: connections that die as they are taken are given up, and never run the pool dry.
it("goes on after connections were cut again and again", async () => {
  const six = (query: () => Promise<unknown>) => Array.from({ length: 6 }, query);
  for (let round = 0; round < 15; round++) {
    const under = Promise.allSettled(
      six(() => withTx(launcher, (tx) => tx.execute(sql`select pg_sleep(0.01)`))),
    );
    await db.query(
      "superuser",
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'kw_command' and datname = current_database()",
    );
    await under;
  }
  // The first after a cut may still be handed a connection that nobody knew was dead; a dry pool would never answer.
  await Promise.allSettled(six(() => withTx(launcher, (tx) => tx.execute(sql`select 1`))));
  await expect
    .poll(() => withTx(launcher, (tx) => tx.execute(sql`select 1`)).then(() => "answers", String), {
      timeout: 5_000,
    })
    .toBe("answers");
});
