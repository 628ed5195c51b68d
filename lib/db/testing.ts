import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { closeDatabase, useDatabase } from "./client.ts";
import { connectionOf } from "./connection.ts";
import { prepareDatabase } from "./prepare.ts";
import { type DatabaseRole, databaseRoles } from "./roles.ts";

const TEMPLATE = "kw_template";
/** Workers that begin at once: one makes the template, the others wait and copy it. */
const TEMPLATE_LOCK = 0x6b77_7e57;

export type TestDatabase = {
  readonly name: string;
  /** Asks past the house's own way to a connection; as `superuser` past every policy, but not past a trigger. */
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    role: DatabaseRole | "superuser",
    sql: string,
    params?: readonly unknown[],
  ): Promise<Row[]>;
  /** How a role reaches this database, for a test that needs a connection of its own. */
  connection(role: DatabaseRole | "superuser"): pg.ClientConfig;
  /** Ends the connections and drops the database. */
  end(): Promise<void>;
};

/**
 * A database of this test file alone: a copy of the migrated template, reached with the real roles and their real
 * passwords. `withTx` works on it from here on. Needs the project's global setup (.ci/postgres.setup.ts).
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { dataDir } = inject("postgres");
  const name = `kw_test_${randomBytes(6).toString("hex")}`;
  await asAdmin(async (admin) => {
    await admin.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    await makeTemplate(admin, dataDir);
    await copyTemplate(admin, name);
  });
  const connection = (role: DatabaseRole | "superuser"): pg.ClientConfig => ({
    ...(role === "superuser" ? adminConfig() : connectionOf(dataDir, role)),
    database: name,
  });
  useDatabase({ connection, poolMax: 10 });
  return {
    name,
    connection,
    query: (role, sql, params = []) => ask(connection(role), sql, params),
    end: async () => {
      await closeDatabase();
      await asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  };
}

const START_MS_MAX = 8_000;

/**
 * Holds writes to a table back until every one of `starts` is under way and waits for something, then lets them go:
 * what runs at once really does.
 */
export async function atOnce<T>(
  db: TestDatabase,
  table: string,
  starts: readonly (() => Promise<T>)[],
): Promise<T[]> {
  const holder = new pg.Client(db.connection("superuser"));
  await holder.connect();
  try {
    await holder.query("begin");
    await holder.query(`lock table ${table} in share row exclusive mode`);
    const running = Promise.all(starts.map((start) => start()));
    running.catch(() => {});
    const deadline = Date.now() + START_MS_MAX;
    for (let waiting = 0; waiting < starts.length; await new Promise((done) => setTimeout(done, 10))) {
      if (Date.now() > deadline) throw new Error(`only ${waiting} of ${starts.length} wait for ${table}`);
      const [row] = await db.query<{ n: number }>(
        "superuser",
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      waiting = row?.n ?? 0;
    }
    await holder.query("commit");
    return await running;
  } finally {
    await holder.end();
  }
}

function adminConfig(): pg.ClientConfig {
  const { host, port, user, password } = inject("postgres");
  return { host, port, user, password, database: "postgres" };
}

async function asAdmin<T>(run: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client(adminConfig());
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.end();
  }
}

/** Made under another name and then renamed: a template that is there is whole. */
async function makeTemplate(admin: pg.Client, dataDir: string): Promise<void> {
  const { rowCount } = await admin.query("select 1 from pg_database where datname = $1", [TEMPLATE]);
  if (rowCount !== 0) return;
  const draft = `${TEMPLATE}_draft`;
  await admin.query(`drop database if exists ${draft} with (force)`);
  const prepared = await prepareDatabase({ admin: adminConfig(), dataDir, database: draft });
  if (!prepared.ok) throw new Error(`the test database can't be prepared: ${prepared.detail}`);
  await admin.query(`alter database ${draft} rename to ${TEMPLATE}`);
}

/** A copy has the tables, their policies and grants, but not the database's own privileges. */
async function copyTemplate(admin: pg.Client, name: string): Promise<void> {
  const roles = databaseRoles.map((role) => `kw_${role}`).join(", ");
  await admin.query(`create database ${name} template ${TEMPLATE} owner kw_migrator`);
  await admin.query(`revoke all on database ${name} from public`);
  await admin.query(`grant connect on database ${name} to ${roles}`);
}

async function ask<Row extends pg.QueryResultRow>(
  config: pg.ClientConfig,
  sql: string,
  params: readonly unknown[],
): Promise<Row[]> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...params])).rows;
  } finally {
    await client.end();
  }
}
