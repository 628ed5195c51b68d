import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ClientConfig } from "pg";
import type { DatabaseRole } from "./roles.ts";

/** Where the database is; holds no secret, so every process may read it. */
export type DatabasePlace = {
  /** A host name, or the directory of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** The same database past a pooler, for LISTEN; absent: `host` and `port`. */
  readonly direct?: { readonly host: string; readonly port: number };
  readonly ssl?: boolean;
};

const placePath = (dataDir: string) => join(dataDir, "database.json");
const secretPath = (dataDir: string, role: DatabaseRole) => join(dataDir, "secrets", `db-${role}`);

export function writePlace(dataDir: string, place: DatabasePlace): void {
  writeFileSync(placePath(dataDir), `${JSON.stringify(place)}\n`, { mode: 0o644 });
}

/** The role's password, made on first use: 256 random bits in a 0600 file. */
export function passwordOf(dataDir: string, role: DatabaseRole): string {
  const path = secretPath(dataDir, role);
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  mkdirSync(join(dataDir, "secrets"), { recursive: true, mode: 0o700 });
  const password = randomBytes(32).toString("base64url");
  writeFileSync(path, `${password}\n`, { mode: 0o600, flag: "wx" });
  return password;
}

/**
 * How a role reaches the database of a data directory.
 *
 * @param direct past a pooler, for sessions that LISTEN.
 * @throws when no database was prepared there, or this process may not read the role's password.
 */
export function connectionOf(dataDir: string, role: DatabaseRole, direct = false): ClientConfig {
  const place = JSON.parse(readFileSync(placePath(dataDir), "utf8")) as DatabasePlace;
  const at = direct && place.direct ? place.direct : place;
  return {
    host: at.host,
    port: at.port,
    database: place.database,
    user: `kw_${role}`,
    password: readFileSync(secretPath(dataDir, role), "utf8").trim(),
    application_name: `keywarden-${role}`,
    ...(place.ssl ? { ssl: { minVersion: "TLSv1.3" } } : {}),
  };
}
