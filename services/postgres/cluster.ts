import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { keptSecret } from "#services/secret-file.ts";
import { type Account, barredAt, databaseAccount } from "./account.ts";
import { findPostgres, type PostgresBinaries } from "./find-binaries.ts";

export type Cluster = {
  readonly binaries: PostgresBinaries;
  /** Who the server runs as; null for this process's own user. */
  readonly account: Account | null;
  readonly pgdata: string;
  readonly socketDir: string;
};

export type ClusterError =
  | "postgres_missing"
  | "account_missing"
  | "directory_unfit"
  | "disk_full"
  | "initdb_failed";

/** The bootstrap superuser of a cluster of ours; nothing but the launcher and the migrations' start uses it. */
export const SUPERUSER = "kw_superuser";
export const SOCKET_PORT = 5432;
/** `sun_path` holds 108 bytes, the closing NUL included. */
const SOCKET_PATH_BYTES_MAX = 107;

/** How to reach the cluster below a data directory as its superuser. */
export function clusterAdmin(dataDir: string): {
  host: string;
  port: number;
  user: string;
  password: string;
} {
  const password = keptSecret(join(dataDir, "secrets", "db-superuser"), () =>
    Buffer.from(randomBytes(32).toString("base64url")),
  ).toString("utf8");
  return { host: socketDirOf(dataDir), port: SOCKET_PORT, user: SUPERUSER, password };
}

const pgdataOf = (dataDir: string): string => join(dataDir, "postgres", "data");
const socketDirOf = (dataDir: string): string => join(dataDir, "postgres", "socket");

/**
 * Who the database below a data directory runs as, if it can run there at all. Changes nothing.
 *
 * @param entered the directory the account has to get into: the data directory, or its parent while it is to be made.
 */
export function databaseHome(
  dataDir: string,
  entered: string,
): Result<Account | null, "account_missing" | "directory_unfit"> {
  const socketBytes = Buffer.byteLength(join(socketDirOf(dataDir), `.s.PGSQL.${SOCKET_PORT}`));
  if (socketBytes > SOCKET_PATH_BYTES_MAX) {
    const excess = socketBytes - SOCKET_PATH_BYTES_MAX;
    return err("directory_unfit", {
      detail: `KEYWARDEN_DATA_DIR ${dataDir} is ${excess} bytes too long for the database's socket: expected a shorter path.`,
    });
  }
  const account = databaseAccount(pgdataOf(dataDir));
  if (!account.ok || account.value === null) return account;
  const barred = barredAt(entered, account.value);
  if (barred === null) return account;
  return err("directory_unfit", {
    detail: `KEYWARDEN_DATA_DIR ${dataDir} is out of reach: the database runs as "${account.value.name}", who may not enter ${barred.dir} (mode ${barred.mode}): expected a directory such as /var/lib/keywarden, or a start as an ordinary user.`,
  });
}

/**
 * Makes the database cluster below a data directory, or adopts the one that is there.
 *
 * The layout is `postgres/data`, `postgres/socket` and, where the npm binaries lie beyond the reach of the
 * database's user, a copy of them. A cluster is made beside its place and renamed into it, so that a start cut
 * short leaves nothing half made.
 */
export function prepareCluster(
  dataDir: string,
  choice: "auto" | "system" | "npm",
): Result<Cluster, ClusterError> {
  const root = join(dataDir, "postgres");
  const pgdata = pgdataOf(dataDir);
  const socketDir = socketDirOf(dataDir);
  const account = databaseHome(dataDir, dataDir);
  if (!account.ok) return account;
  const found = findPostgres(choice, majorOf(pgdata));
  if (!found.ok) return found;
  for (const dir of [root, socketDir]) ownedDir(dir, account.value);
  const binaries = withinReach(found.value, root, account.value);
  const cluster: Cluster = { binaries, account: account.value, pgdata, socketDir };
  return existsSync(join(pgdata, "PG_VERSION")) ? ok(cluster) : initialise(cluster, dataDir);
}

function majorOf(pgdata: string): number | null {
  const file = join(pgdata, "PG_VERSION");
  return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : null;
}

function ownedDir(dir: string, account: Account | null): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  if (account !== null) chownSync(dir, account.uid, account.gid);
}

/** A checkout below root's home is closed to the database's user: then it gets a copy of the binaries (60 MB). */
function withinReach(binaries: PostgresBinaries, root: string, account: Account | null): PostgresBinaries {
  if (account === null || binaries.source === "system" || barredAt(binaries.binDir, account) === null)
    return binaries;
  const copy = join(root, `server-${binaries.major}`);
  if (!existsSync(copy)) {
    rmSync(`${copy}.new`, { recursive: true, force: true });
    cpSync(join(binaries.binDir, ".."), `${copy}.new`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.new`, copy);
  }
  return { ...binaries, binDir: join(copy, "bin") };
}

function initialise(cluster: Cluster, dataDir: string): Result<Cluster, "disk_full" | "initdb_failed"> {
  const { binaries, account, pgdata } = cluster;
  const draft = `${pgdata}.new`;
  const passwordFile = `${pgdata}.password`;
  rmSync(draft, { recursive: true, force: true });
  ownedDir(draft, account);
  writeFileSync(passwordFile, clusterAdmin(dataDir).password, { mode: 0o600 });
  if (account !== null) chownSync(passwordFile, account.uid, account.gid);
  const locale =
    binaries.major >= 17
      ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
      : [
          "--lc-collate=C",
          "--lc-ctype=C.UTF-8",
          "--lc-messages=C",
          "--lc-monetary=C",
          "--lc-numeric=C",
          "--lc-time=C",
        ];
  const run = spawnSync(
    join(binaries.binDir, "initdb"),
    [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--data-checksums",
      ...locale,
    ],
    { encoding: "utf8", cwd: join(draft, ".."), ...asAccount(account), timeout: 120_000 },
  );
  rmSync(passwordFile, { force: true });
  if (run.status !== 0)
    return err(...initialiseFailure(`${run.stderr ?? ""}${run.error?.message ?? ""}`, dataDir));
  // Only local sockets, only by password: what initdb wrote also names TCP addresses and replication.
  writeFileSync(join(draft, "pg_hba.conf"), "local all all scram-sha-256\n");
  renameSync(draft, pgdata);
  return ok(cluster);
}

function initialiseFailure(
  output: string,
  dataDir: string,
): ["disk_full" | "initdb_failed", { detail: string }] {
  if (output.includes("No space left on device")) {
    return [
      "disk_full",
      { detail: `The disk that holds ${dataDir} is full: free some space and start again.` },
    ];
  }
  const cause =
    output.split("\n").find((line) => /error|fatal|could not/i.test(line)) ??
    output.trim().split("\n").at(-1);
  return [
    "initdb_failed",
    { detail: `The database could not be made in ${dataDir}: ${cause ?? "initdb gave no reason"}.` },
  ];
}

/** Spawn options that run a program as the database's user, with nothing of this process's environment. */
export function asAccount(account: Account | null): {
  uid?: number;
  gid?: number;
  env: NodeJS.ProcessEnv;
} {
  const env = {
    NODE_ENV: "production" as const,
    PATH: "/usr/local/bin:/usr/bin:/bin",
    LANG: "C.UTF-8",
    TZ: "UTC",
  };
  return account === null ? { env } : { uid: account.uid, gid: account.gid, env };
}
