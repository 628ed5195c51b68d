import { userInfo } from "node:os";
import type { ClientConfig } from "pg";
import { prepareDatabase } from "#lib/db/prepare.ts";
import { parseDatabaseUrl } from "#lib/kernel/database-url.ts";
import type { Env } from "#lib/kernel/env.ts";
import { clusterAdmin } from "#services/postgres/cluster.ts";
import { StartRefused } from "./refusal.ts";

/** Databases that every server has: a URL that names one of them names no place for our data. */
const EVERY_SERVERS = new Set(["postgres", "template1", "defaultdb"]);

type Admin = ClientConfig & { host: string; port: number; database: string };

/**
 * Brings the database to this release's schema: the embedded one, which runs already, or the one of DATABASE_URL.
 *
 * @throws {StartRefused} when it belongs to a newer release or does not let us.
 */
export async function openDatabase(env: Env): Promise<void> {
  const outside = env.databaseUrl !== null;
  const admin: Admin =
    env.databaseUrl === null
      ? { ...clusterAdmin(env.dataDir), database: "postgres" }
      : adminOf(env.databaseUrl);
  const direct = env.databaseDirectUrl === null ? null : adminOf(env.databaseDirectUrl);
  const result = await prepareDatabase({
    admin,
    dataDir: env.dataDir,
    ...(outside && !EVERY_SERVERS.has(admin.database) ? { database: admin.database } : {}),
    ...(direct === null ? {} : { direct: { host: direct.host, port: direct.port } }),
  });
  if (result.ok) return;
  const where = outside ? "The database of DATABASE_URL" : `The database in ${env.dataDir}`;
  const expected = outside
    ? "expected a PostgreSQL 15 or newer whose user may create roles and databases"
    : "see log/postgres.log there";
  throw new StartRefused(
    result.code === "schema_newer"
      ? `${where} was made by a newer Keywarden: ${result.detail ?? "start that release"}.`
      : `${where} cannot be used (${result.detail ?? "no reason given"}): ${expected}.`,
  );
}

/** How to connect by a URL; what it leaves out is what psql would take. */
function adminOf(databaseUrl: string): Admin {
  const parts = parseDatabaseUrl(databaseUrl);
  if (parts === null) throw new Error("the environment let a wrong DATABASE_URL pass");
  const password = parts.password ?? process.env.PGPASSWORD;
  return {
    host: parts.host ?? "localhost",
    port: parts.port ?? 5432,
    user: parts.user ?? process.env.PGUSER ?? userInfo().username,
    database: parts.database ?? "postgres",
    ...(password ? { password } : {}),
    ...(parts.secure ? { ssl: { minVersion: "TLSv1.3" as const } } : {}),
  };
}
