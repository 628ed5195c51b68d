import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { err, ok, type Result } from "#lib/kernel/result.ts";

export type Account = { readonly name: string; readonly uid: number; readonly gid: number };

/**
 * Who the database runs as: PostgreSQL refuses root. Null means this process's own user.
 *
 * @param pgdata an existing cluster keeps its owner, whichever accounts the system gained since.
 */
export function databaseAccount(pgdata: string): Result<Account | null, "account_missing"> {
  if (process.getuid?.() !== 0) {
    const uid = process.getuid?.() ?? 0;
    if (accounts().some((account) => account.uid === uid)) return ok(null);
    return err("account_missing", {
      detail: `PostgreSQL refuses to run as user id ${uid}, which has no name: start as a user of /etc/passwd, or set DATABASE_URL.`,
    });
  }
  const owner = statSync(pgdata, { throwIfNoEntry: false })?.uid;
  const found =
    accounts().find(({ uid }) => uid !== 0 && uid === owner) ??
    accounts().find(({ name }) => name === "postgres") ??
    accounts().find(({ name }) => name === "nobody");
  if (found !== undefined) return ok(found);
  return err("account_missing", {
    detail: `PostgreSQL refuses to run as root, and this system has neither "postgres" nor "nobody": start as an ordinary user, or set DATABASE_URL.`,
  });
}

function accounts(): Account[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .filter((field) => field.length >= 4)
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** The first directory on the way to `path` that the account may not enter, with its mode; null if it gets there. */
export function barredAt(path: string, account: Account): { dir: string; mode: string } | null {
  const way: string[] = [];
  for (let dir = resolve(path); ; dir = dirname(dir)) {
    way.unshift(dir);
    if (dir === dirname(dir)) break;
  }
  for (const dir of way) {
    const stat = statSync(dir, { throwIfNoEntry: false });
    if (!stat?.isDirectory()) return null;
    const bit = stat.uid === account.uid ? 0o100 : stat.gid === account.gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return { dir, mode: (stat.mode & 0o7777).toString(8).padStart(4, "0") };
  }
  return null;
}
