import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { connectionOf } from "./connection.ts";
import { prepareDatabase } from "./prepare.ts";
import { databaseRoles } from "./roles.ts";
import { testDatabase } from "./testing.ts";

const DRIZZLE = join(import.meta.dirname, "../../drizzle");
type Journal = { entries: { idx: number; when: number; tag: string }[] };
const journal = JSON.parse(readFileSync(join(DRIZZLE, "meta/_journal.json"), "utf8")) as Journal;

const database = `kw_prepare_${randomBytes(6).toString("hex")}`;
let dataDir: string;
const admin = () => {
  const { host, port, user, password } = inject("postgres");
  return { host, port, user, password, database: "postgres" };
};
const prepare = () => prepareDatabase({ admin: admin(), dataDir, database });

async function ask(config: pg.ClientConfig, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "kw-prepare-"));
  // Roles are the cluster's: other test files use them at the same time, with the passwords that are there from here on.
  await (await testDatabase()).end();
  cpSync(join(inject("postgres").dataDir, "secrets"), join(dataDir, "secrets"), { recursive: true });
});
afterAll(async () => {
  await ask(admin(), `drop database if exists ${database} with (force)`);
  rmSync(dataDir, { recursive: true, force: true });
});

// Guarantee: migrations apply in the order of their times; the migrator would silently skip one that is older.
it("keeps the journal ascending and whole", () => {
  const files = readdirSync(DRIZZLE)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  expect(journal.entries.map(({ tag }) => `${tag}.sql`)).toEqual(files);
  expect(journal.entries.map(({ idx }) => idx)).toEqual(journal.entries.map((_, i) => i));
  journal.entries.reduce((before, { tag, when }) => {
    expect(when, tag).toBeGreaterThan(before);
    return when;
  }, 0);
});

// Guarantee: two starts at once make one database, and every later start finds it done.
it("prepares once, however often it is asked", async () => {
  const both = await Promise.all([prepare(), prepare()]);
  expect(both.map((result) => (result.ok ? result.value.applied : result.code)).sort()).toEqual(
    [0, journal.entries.length].sort(),
  );
  expect(await prepare()).toEqual({ ok: true, value: { applied: 0 } });
});

// Guarantee: each role's password is its own, and only this user can read it.
it("keeps a password of its own for each role, in a file of mode 0600", async () => {
  const passwords = databaseRoles.map((role) => {
    const path = join(dataDir, "secrets", `db-${role}`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    return readFileSync(path, "utf8").trim();
  });
  expect(new Set(passwords).size).toBe(databaseRoles.length);
  for (const role of databaseRoles) {
    expect(await ask(connectionOf(dataDir, role), "select current_user as me")).toEqual([
      { me: `kw_${role}` },
    ]);
  }
  expect(readFileSync(join(dataDir, "database.json"), "utf8")).not.toMatch(new RegExp(passwords.join("|")));
});

// Guarantee: a database that a later release has changed is refused and left as it is.
it("refuses a newer schema", async () => {
  const superuser = { ...admin(), database };
  await ask(
    superuser,
    "insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 9999999999999)",
  );
  expect(await prepare()).toMatchObject({
    ok: false,
    code: "schema_newer",
    detail: expect.stringContaining("newer"),
  });
  const [count] = await ask(superuser, "select count(*)::int as n from drizzle.__drizzle_migrations");
  expect(count).toEqual({ n: journal.entries.length + 1 });
});

// Guarantee: a database that can't be reached is said in one line that holds no password.
it("says why it was refused", async () => {
  const wrong = { ...admin(), password: "not the password" };
  const refused = await prepareDatabase({ admin: wrong, dataDir, database });
  expect(refused).toMatchObject({
    ok: false,
    code: "database_refused",
    detail: expect.stringContaining("28P01"),
  });
  expect(JSON.stringify(refused)).not.toContain(wrong.password);
});
