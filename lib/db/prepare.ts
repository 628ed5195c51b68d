import { readFileSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { err, ok, type Result } from "../kernel/result.ts";
import { connectionOf, type DatabasePlace, passwordOf, writePlace } from "./connection.ts";
import { databaseRoles } from "./roles.ts";

const MIGRATIONS = join(import.meta.dirname, "../../drizzle");
/** One number for all starts of Keywarden: two that begin at once migrate one after the other. */
const MIGRATION_LOCK = 0x6b77_0001;
const DATABASE = "keywarden";

type Journal = { entries: { when: number; tag: string }[] };

/**
 * Brings a database to the schema of this release: roles, passwords, the database itself, migrations.
 * Safe to run at every start and by two processes at once.
 *
 * @param o.admin a connection that may create roles and databases; used for nothing else afterwards.
 * @param o.database the database's own name; default `keywarden`, or the admin connection's when it names one.
 * @returns how many migrations were applied; `schema_newer` when a later release has been here.
 */
export async function prepareDatabase(o: {
  readonly admin: pg.ClientConfig;
  readonly dataDir: string;
  readonly database?: string;
  readonly direct?: { readonly host: string; readonly port: number };
}): Promise<Result<{ readonly applied: number }, "schema_newer" | "database_refused">> {
  const database = o.database ?? DATABASE;
  const admin = new pg.Client({ ...o.admin, connectionTimeoutMillis: 10_000 });
  admin.on("error", () => {});
  try {
    await admin.connect();
  } catch (error) {
    return err("database_refused", { detail: reason(error) });
  }
  try {
    const { rows } = await admin.query<{ version: string }>(
      "select current_setting('server_version_num') as version",
    );
    const version = Number(rows[0]?.version ?? 0);
    if (version < 150_000) {
      return err("database_refused", {
        detail: `PostgreSQL ${Math.trunc(version / 10_000)} is too old; 15 or newer is needed`,
      });
    }
    await makeRolesAndDatabase(admin, o.dataDir, database);
  } catch (error) {
    return err("database_refused", { detail: reason(error) });
  } finally {
    await admin.end();
  }
  const place: DatabasePlace = {
    host: o.admin.host ?? "localhost",
    port: o.admin.port ?? 5432,
    database,
    ...(o.direct ? { direct: o.direct } : {}),
    ...(o.admin.ssl ? { ssl: true } : {}),
  };
  writePlace(o.dataDir, place);
  return migrateDatabase(connectionOf(o.dataDir, "migrator", true));
}

async function makeRolesAndDatabase(admin: pg.Client, dataDir: string, database: string): Promise<void> {
  await admin.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
  await admin.query("set password_encryption = 'scram-sha-256'");
  for (const role of databaseRoles) {
    const name = admin.escapeIdentifier(`kw_${role}`);
    const password = admin.escapeLiteral(passwordOf(dataDir, role));
    const { rowCount } = await admin.query("select 1 from pg_roles where rolname = $1", [`kw_${role}`]);
    if (rowCount === 0) await admin.query(`create role ${name}`);
    await admin.query(
      `alter role ${name} with login nosuperuser nocreatedb nocreaterole nobypassrls password ${password}`,
    );
    if (role === "migrator") continue;
    await admin.query(`alter role ${name} set statement_timeout = '30s'`);
    await admin.query(`alter role ${name} set lock_timeout = '10s'`);
    await admin.query(`alter role ${name} set idle_in_transaction_session_timeout = '30s'`);
  }
  const { rowCount } = await admin.query("select 1 from pg_database where datname = $1", [database]);
  const name = admin.escapeIdentifier(database);
  if (rowCount === 0) {
    // A member of the role may give it a database; a superuser needs no membership.
    await admin.query("grant kw_migrator to current_user").catch(() => {});
    await admin.query(`create database ${name} owner kw_migrator`);
  }
  await admin.query(`revoke all on database ${name} from public`);
  await admin.query(`grant connect on database ${name} to ${databaseRoles.map((r) => `kw_${r}`).join(", ")}`);
}

async function migrateDatabase(
  connection: pg.ClientConfig,
): Promise<Result<{ readonly applied: number }, "schema_newer" | "database_refused">> {
  const journal = JSON.parse(readFileSync(join(MIGRATIONS, "meta/_journal.json"), "utf8")) as Journal;
  assertAscending(journal);
  const client = new pg.Client(connection);
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("alter schema public owner to kw_migrator").catch(() => {});
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const before = await appliedCount(client);
    if (before > journal.entries.length) {
      return err("schema_newer", {
        detail: `its schema has ${before} migrations, this release knows ${journal.entries.length}; start the newer release`,
      });
    }
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
    const after = await appliedCount(client);
    if (after !== journal.entries.length)
      throw new Error(`${after} of ${journal.entries.length} migrations applied`);
    return ok({ applied: after - before });
  } finally {
    await client.end();
  }
}

/** The migrator silently skips an entry that isn't newer than the last: that must never ship. */
function assertAscending(journal: Journal): void {
  journal.entries.forEach((entry, i) => {
    const previous = journal.entries[i - 1];
    if (previous && entry.when <= previous.when)
      throw new Error(`migration ${entry.tag} is not newer than ${previous.tag}`);
  });
}

async function appliedCount(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regclass('drizzle.__drizzle_migrations') is not null as there",
  );
  if (!rows[0]?.there) return 0;
  const { rows: counted } = await client.query<{ n: string }>(
    "select count(*) as n from drizzle.__drizzle_migrations",
  );
  return Number(counted[0]?.n ?? 0);
}

/** A connection's failure in few words; its message names hosts and roles, never a password. */
function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return [code, message].filter(Boolean).join(": ");
}
