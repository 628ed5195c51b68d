import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { uuidv7 } from "../kernel/ids.ts";
import { type TestDatabase, testDatabase } from "./testing.ts";

/**
 * Generated over the catalogue: a table that joins the schema is tested without a word here. It gets one row of each
 * of two organizations, and a client's role gets every privilege, so that nothing but the policies stands between.
 */

/** Tables that hold nothing of an organization or a person, so that there is nothing to keep apart. */
const OF_NOBODY = ["audit_head", "configurations", "gates", "policy_changes", "policy_version"];
/** Rows that belong to a person: visible where the person is a member. */
const OF_PERSONS = ["authenticators", "persons", "recovery_codes", "webauthn_challenges"];

type Column = { table: string; name: string; type: string };

const [ours, theirs] = [uuidv7(), uuidv7()];
const personOf = new Map([
  [ours, uuidv7()],
  [theirs, uuidv7()],
]);

let db: TestDatabase;
let admin: pg.Client;
let columns: Column[];
let tables: string[];

beforeAll(async () => {
  db = await testDatabase();
  admin = new pg.Client(db.connection("superuser"));
  await admin.connect();
  const { rows } = await admin.query<Column>(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1, a.attnum`,
  );
  columns = rows;
  tables = [...new Set(columns.map(({ table }) => table))];
  await freeOfConstraints();
  for (const table of owned()) for (const org of [ours, theirs]) await fill(table, org);
  await admin.query("grant all on all tables in schema public to kw_client");
});
afterAll(async () => {
  await admin.end();
  await db.end();
});

const columnsOf = (table: string) => columns.filter((column) => column.table === table);
const has = (table: string, name: string) => columnsOf(table).some((column) => column.name === name);
/** Tables with rows that belong to an organization, directly or by a person. */
const owned = () => tables.filter((table) => !OF_NOBODY.includes(table));

/** Any value will do once checks and references are gone from this copy; what is tested doesn't depend on them. */
async function freeOfConstraints(): Promise<void> {
  const { rows } = await admin.query<{ command: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as command
     from pg_constraint where connamespace = 'public'::regnamespace and contype in ('c', 'f')`,
  );
  for (const { command } of rows) await admin.query(command);
}

async function fill(table: string, org: string): Promise<void> {
  const wanted = columnsOf(table);
  const values = wanted.map(({ name, type }) => valueFor(table, name, type, org));
  const names = wanted.map(({ name }) => admin.escapeIdentifier(name)).join(", ");
  const places = wanted.map((_, i) => `$${i + 1}`).join(", ");
  await admin.query(`insert into ${admin.escapeIdentifier(table)} (${names}) values (${places})`, values);
}

function valueFor(table: string, name: string, type: string, org: string): unknown {
  if (name === "org_id" || (table === "organizations" && name === "id")) return org;
  if (name === "person_id" || (table === "persons" && name === "id")) return personOf.get(org);
  const samples: Record<string, () => unknown> = {
    uuid: () => uuidv7(),
    text: () => `sample ${uuidv7()}`,
    "text[]": () => ["sample"],
    bytea: () => Buffer.from(uuidv7()),
    bigint: () => tables.indexOf(table) * 2 + (org === ours ? 0 : 1),
    integer: () => 1,
    smallint: () => 1,
    boolean: () => true,
    jsonb: () => "{}",
    "timestamp with time zone": () => new Date(),
    "timestamp without time zone": () => new Date(),
  };
  const sample = samples[type.replace(/\(.*\)/, "")];
  if (!sample) throw new Error(`no sample for ${table}.${name} of type ${type}`);
  return sample();
}

/** As a client's person of `org` would, by the role's real connection. */
async function asClient<T>(org: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(db.connection("client"));
  await client.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('kw.org', $1, true)", [org]);
    return await run(client);
  } finally {
    await client.end();
  }
}

/** Whose row it is, by the same column that `valueFor` filled. */
function ownerColumn(table: string): string {
  if (table === "organizations" || table === "persons") return "id";
  return has(table, "org_id") ? "org_id" : "person_id";
}
const ownerOf = (table: string, org: string) =>
  ownerColumn(table) === "org_id" || table === "organizations" ? org : personOf.get(org);

// Guarantee: row-level security is forced on every table that holds anything of an organization or a person.
it("forces row-level security on every table but those of nobody", async () => {
  const { rows } = await admin.query<{ name: string; forced: boolean }>(
    `select relname as name, relrowsecurity and relforcerowsecurity as forced from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`,
  );
  expect(rows.filter(({ forced }) => !forced).map(({ name }) => name)).toEqual(OF_NOBODY);
  for (const table of OF_NOBODY)
    for (const name of ["org_id", "person_id"]) expect(has(table, name)).toBe(false);
  expect(owned().filter((table) => !has(table, "org_id") && table !== "organizations")).toEqual(OF_PERSONS);
  expect(tables.length).toBeGreaterThanOrEqual(22);
});

// Guarantee: a view would run with its owner's rights and leak past the policies.
it("has no view", async () => {
  const { rows } = await admin.query(
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')",
  );
  expect(rows).toEqual([]);
});

// Guarantee: a client sees its own rows and no other organization's, in any table.
it("shows a client its own rows in every table", async () => {
  for (const table of owned()) {
    const seen = await asClient(ours, async (client) => {
      const { rows } = await client.query(`select ${ownerColumn(table)} as owner from ${table}`);
      return rows.map(({ owner }) => owner);
    });
    expect({ table, seen }).toEqual({ table, seen: [ownerOf(table, ours)] });
  }
});

// Guarantee: without an organization a client's connection sees nothing at all, nor with a made-up one.
it.each(["", uuidv7()])("shows nothing to a client of organization %j", async (org) => {
  for (const table of owned()) {
    const seen = await asClient(
      org,
      async (client) => (await client.query(`select 1 from ${table}`)).rowCount,
    );
    expect({ table, seen }).toEqual({ table, seen: 0 });
  }
});

// Guarantee: a client changes and removes no other organization's row, though it held every privilege.
it("lets a client change no foreign row", async () => {
  for (const table of owned()) {
    const owner = ownerColumn(table);
    const touched = await asClient(ours, async (client) => {
      const where = `where ${owner} = $1`;
      const values = [ownerOf(table, theirs)];
      const updated = await client.query(`update ${table} set ${owner} = ${owner} ${where}`, values);
      const deleted = await client.query(`delete from ${table} ${where}`, values);
      return [updated.rowCount, deleted.rowCount];
    });
    expect({ table, touched }).toEqual({ table, touched: [0, 0] });
  }
});

// Guarantee: a client plants no row in another organization, neither a new one nor one of its own moved there.
it("lets a client plant no row elsewhere", async () => {
  const refused = expect.objectContaining({ code: "42501" });
  for (const table of owned()) {
    const wanted = columnsOf(table);
    const names = wanted.map(({ name }) => admin.escapeIdentifier(name)).join(", ");
    const places = wanted.map((_, i) => `$${i + 1}`).join(", ");
    const values = wanted.map(({ name, type }) => valueFor(table, name, type, theirs));
    const insert = `insert into ${admin.escapeIdentifier(table)} (${names}) values (${places})`;
    await expect(
      asClient(ours, (client) => client.query(insert, values)),
      table,
    ).rejects.toEqual(refused);
    const move = `update ${table} set ${ownerColumn(table)} = $1`;
    const moved = asClient(ours, (client) => client.query(move, [ownerOf(table, theirs)]));
    await expect(moved, table).rejects.toEqual(refused);
  }
});
