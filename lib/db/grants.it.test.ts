import { afterAll, beforeAll, expect, it } from "vitest";
import type { SystemActor } from "../authz/actor.ts";
import { withTx } from "./client.ts";
import { type DatabaseRole, databaseRoles } from "./roles.ts";
import { apiKeys } from "./schema/keys.ts";
import { type TestDatabase, testDatabase } from "./testing.ts";

/** S select, I insert, U update, D delete. What isn't here is not granted; a new grant is a change of this table. */
const GRANTS: Record<Exclude<DatabaseRole, "migrator">, Record<string, string>> = {
  client: {
    api_keys: "SIU",
    audit_events: "S",
    audit_head: "S",
    audit_outbox: "SI",
    audit_personal: "SI",
    authenticators: "SIU",
    data_keys: "SI",
    denied_requests: "S",
    enrolments: "S",
    gates: "S",
    key_usage: "S",
    key_versions: "SIU",
    members: "S",
    organizations: "S",
    persons: "S",
    policy_changes: "I",
    policy_version: "SU",
    recovery_codes: "SIUD",
    sessions: "SIU",
    traffic_minutes: "S",
    webauthn_challenges: "SIU",
  },
  venue: {
    api_keys: "SIU",
    audit_events: "S",
    audit_head: "S",
    audit_outbox: "SI",
    audit_personal: "SI",
    authenticators: "SIU",
    configurations: "S",
    data_keys: "SI",
    denied_requests: "S",
    enrolments: "SIU",
    gates: "S",
    key_usage: "S",
    key_versions: "SIU",
    members: "SIU",
    organizations: "SIU",
    persons: "SIU",
    policy_changes: "I",
    policy_version: "SU",
    recovery_codes: "SIUD",
    sessions: "SIU",
    traffic_minutes: "S",
    webauthn_challenges: "SIUD",
  },
  command: {
    api_keys: "SIU",
    audit_events: "S",
    audit_head: "S",
    audit_outbox: "SI",
    audit_personal: "SI",
    configurations: "SI",
    data_keys: "SI",
    denied_requests: "S",
    enrolments: "SIU",
    gates: "S",
    key_usage: "S",
    key_versions: "SIU",
    members: "S",
    organizations: "SIU",
    persons: "S",
    policy_changes: "I",
    policy_version: "SU",
    traffic_minutes: "S",
  },
  gate: {
    api_keys: "S",
    audit_outbox: "I",
    audit_personal: "I",
    configurations: "S",
    data_keys: "S",
    denied_requests: "SI",
    gates: "SIU",
    key_usage: "SIU",
    key_versions: "S",
    organizations: "S",
    policy_changes: "S",
    policy_version: "S",
    traffic_minutes: "SIU",
  },
  worker: {
    audit_events: "SI",
    audit_head: "SU",
    // UPDATE is what FOR UPDATE asks for; the trigger refuses any real one.
    audit_outbox: "SIUD",
    audit_personal: "I",
    configurations: "S",
    denied_requests: "SD",
    gates: "S",
    policy_changes: "S",
    policy_version: "S",
    traffic_minutes: "SD",
    webauthn_challenges: "SD",
  },
  authz: {},
};
const AUDIT = ["audit_events", "audit_outbox", "audit_personal"];

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.end());

// Guarantee: each role can do exactly what its process needs, over every table there is.
it.each(Object.entries(GRANTS))("grants %s its table of privileges and no more", async (role, expected) => {
  const rows = await db.query<{ name: string; held: string; beyond: boolean }>(
    "superuser",
    `select c.relname as name,
       concat(case when has_table_privilege(r, c.oid, 'select') then 'S' end,
         case when has_table_privilege(r, c.oid, 'insert') then 'I' end,
         case when has_table_privilege(r, c.oid, 'update') then 'U' end,
         case when has_table_privilege(r, c.oid, 'delete') then 'D' end) as held,
       has_table_privilege(r, c.oid, 'truncate, references, trigger') as beyond
     from pg_class c, (select $1::name as r) as role
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
    [`kw_${role}`],
  );
  expect(
    Object.fromEntries(rows.filter(({ held }) => held !== "").map(({ name, held }) => [name, held])),
  ).toEqual(expected);
  expect(rows.filter(({ beyond }) => beyond)).toEqual([]);
});

// Guarantee: no role can leave its place: none is a superuser, bypasses row security, owns a table or becomes another.
it("keeps every role in its place", async () => {
  const roles = databaseRoles.map((role) => `kw_${role}`);
  const rows = await db.query(
    "superuser",
    `select rolname from pg_roles where rolname = any($1)
       and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`,
    [roles],
  );
  expect(rows).toEqual([]);
  const memberships = await db.query(
    "superuser",
    "select roleid::regrole, member::regrole from pg_auth_members where member::regrole::text = any($1)",
    [roles],
  );
  expect(memberships).toEqual([]);
  const owners = await db.query(
    "superuser",
    "select distinct relowner::regrole::text as owner from pg_class where relnamespace = 'public'::regnamespace",
  );
  expect(owners).toEqual([{ owner: "kw_migrator" }]);
  for (const role of Object.keys(GRANTS) as DatabaseRole[]) {
    await expect(db.query(role, "create table public.mine (a int)"), role).rejects.toMatchObject({
      code: "42501",
    });
    await expect(db.query(role, "create schema mine"), role).rejects.toMatchObject({ code: "42501" });
    await expect(db.query(role, "create temporary table mine (a int)"), role).rejects.toMatchObject({
      code: "42501",
    });
  }
});

// Guarantee: the internet-facing gate can't change who may do what, whatever takes it over.
it("lets the gate write no key", async () => {
  const gate: SystemActor = { kind: "system", id: "system:gate" };
  for (const change of [
    "update api_keys set status = 'active'",
    "delete from api_keys",
    "insert into key_versions select * from key_versions",
    "update organizations set ceiling = '{wallet:withdraw}'",
    "insert into data_keys select * from data_keys",
    "update policy_version set version = version + 1",
    "select * from persons",
    "select * from sessions",
    "select * from audit_events",
  ])
    await expect(db.query("gate", change), change).rejects.toMatchObject({ code: "42501" });
  await expect(withTx(gate, (tx) => tx.update(apiKeys).set({ status: "active" }))).rejects.toMatchObject({
    cause: { code: "42501" },
  });
});

// Guarantee: the audit log is append-only for every role by grant, and by trigger for the superuser too.
it("refuses every change of the audit log", async () => {
  const org = "0192f000-0000-7000-8000-000000000002";
  await db.query(
    "superuser",
    `insert into audit_outbox values (gen_random_uuid(), now(), '${org}', 'a', 'system', 'a', 'key', 'a', 'success', '\\x00')`,
  );
  await db.query(
    "superuser",
    `insert into audit_events values (0, gen_random_uuid(), now(), '${org}', 'a', 'system', 'a', 'key', 'a', 'success', '\\x00')`,
  );
  await db.query(
    "superuser",
    `insert into audit_personal values (gen_random_uuid(), '${org}', '/a', 'a', '\\x00')`,
  );
  const refused = { code: "42501" };
  for (const table of AUDIT) {
    for (const role of ["superuser", ...databaseRoles] as const) {
      const claim = role === "worker" && table === "audit_outbox";
      for (const change of [
        `update ${table} set org_id = org_id`,
        ...(claim ? [] : [`delete from ${table}`]),
        `truncate ${table}`,
      ]) {
        // The migrator owns the tables, but row-level security hides all rows from it: there is nothing it could change.
        if (role === "migrator" && !change.startsWith("truncate")) {
          expect(
            await db.query(
              role,
              `with changed as (${change} returning 1) select count(*)::int as n from changed`,
            ),
          ).toEqual([{ n: 0 }]);
          continue;
        }
        await expect(db.query(role, change), `${role}: ${change}`).rejects.toMatchObject(refused);
      }
    }
  }
  expect(await db.query("superuser", "select count(*)::int as n from audit_events")).toEqual([{ n: 1 }]);
  expect(await db.query("superuser", "select count(*)::int as n from audit_personal")).toEqual([{ n: 1 }]);
});

// Guarantee: neither the log's size nor the policy's version is ever wound back, by its own writers or by anybody else.
it.each([
  ["audit_head", "size", "worker"],
  ["policy_version", "version", "venue"],
] as const)("lets %s.%s only rise", async (table, column, writer) => {
  const refused = { code: "42501" };
  await db.query(writer, `update ${table} set ${column} = ${column} + 5`);
  const before = await db.query("superuser", `select * from ${table}`);
  for (const role of [writer, "superuser"] as const) {
    await expect(db.query(role, `update ${table} set ${column} = ${column} - 1`), role).rejects.toMatchObject(
      refused,
    );
    await expect(db.query(role, `delete from ${table}`), role).rejects.toMatchObject(refused);
  }
  expect(await db.query("superuser", `select * from ${table}`)).toEqual(before);
});

// Guarantee: the sequencer's claim is the one way out of the outbox.
it("lets the worker claim from the outbox by DELETE", async () => {
  const claimed = await db.query(
    "worker",
    `delete from audit_outbox where event_id in
       (select event_id from audit_outbox order by occurred_at for update skip locked limit 10) returning event_id`,
  );
  expect(claimed).toHaveLength(1);
});

// Guarantee: nobody reaches the database without the password of a role, nor a stranger with one.
it("asks every role for its password", async () => {
  const { default: pg } = await import("pg");
  for (const role of databaseRoles) {
    const client = new pg.Client({ ...db.connection(role), password: "wrong" });
    await expect(client.connect(), role).rejects.toMatchObject({ code: "28P01" });
  }
});
