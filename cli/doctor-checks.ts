import { readdirSync, readFileSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";
import type { HealthCheck } from "#lib/health/contract.ts";
import type { Env, Listen } from "#lib/kernel/env.ts";

/** As the Health page's checks, and some that only the machine's own user can make. */
export type Check = Omit<HealthCheck, "id"> & { readonly id: string };

const CONNECT_MS_MAX = 1_000;
const modeOf = (path: string) => statSync(path).mode & 0o777;
const octal = (mode: number) => mode.toString(8).padStart(4, "0");

/** The data directory is there, and nobody but its owner writes in it. */
export function checkDataDir({ dataDir }: Env): Check {
  const base = { id: "data-directory", title: "Data directory" };
  try {
    const mode = modeOf(dataDir);
    const open = (mode & 0o022) !== 0;
    return {
      ...base,
      state: open ? "Degraded" : "Healthy",
      detail: open
        ? `${dataDir} can be written by others (mode ${octal(mode)}).`
        : `${dataDir}, mode ${octal(mode)}.`,
      remedy: open ? `Run: chmod go-w ${dataDir}` : null,
    };
  } catch (error) {
    return {
      ...base,
      state: "Down",
      detail: `${dataDir} can't be read (${(error as NodeJS.ErrnoException).code}).`,
      remedy: "Start Keywarden with npm start, which makes it; or point KEYWARDEN_DATA_DIR at the right one.",
    };
  }
}

/** Passwords and keys lie in files that their owner alone can read, in a directory that they alone can enter. */
export function checkSecrets({ dataDir, kek }: Env): Check[] {
  const base = { id: "secrets", title: "Secret files" };
  const dir = join(dataDir, "secrets");
  try {
    const inside = readdirSync(dir).map((name) => join(dir, name));
    const elsewhere = [kek.console, kek.signer].flatMap((uri) => (uri ? [uri.slice("file:".length)] : []));
    const open = [dir, ...inside, ...elsewhere].filter((path) => (modeOf(path) & 0o077) !== 0);
    return [
      {
        ...base,
        state: open.length > 0 ? "Degraded" : "Healthy",
        detail:
          open.length > 0
            ? `Others can read ${open.join(", ")}.`
            : `${inside.length + elsewhere.length} files, each readable by its owner alone.`,
        remedy: open.length > 0 ? `Run: chmod go-rwx ${open.join(" ")}; then change what was exposed.` : null,
      },
    ];
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    return [
      {
        ...base,
        state: "Down",
        detail: `${path ?? dir} can't be read (${code}).`,
        remedy:
          "Run this as the user who started Keywarden; if the file is gone, bring it back from your backup.",
      },
    ];
  }
}

/** The database's schema is this release's. */
export async function checkSchema(tx: Tx): Promise<Check> {
  const journal = readFileSync(new URL("../drizzle/meta/_journal.json", import.meta.url), "utf8");
  const known = (JSON.parse(journal) as { entries: unknown[] }).entries.length;
  const { rows } = await tx.execute<{ n: string }>(
    sql`select count(*) as n from drizzle.__drizzle_migrations`,
  );
  const applied = Number(rows[0]?.n ?? 0);
  const same = applied === known;
  return {
    id: "schema",
    title: "Schema",
    state: same ? "Healthy" : "Down",
    detail: same
      ? `All ${known} migrations of this release are applied.`
      : `${applied} migrations are applied, this release has ${known}.`,
    remedy: same
      ? null
      : applied < known
        ? "Restart Keywarden: it applies the others."
        : "A newer release has been here: run that one.",
  };
}

/** Every process listens where it should. */
export async function checkPorts(env: Env): Promise<Check[]> {
  const wanted: [string, string, Listen][] = [
    ["console", "Console", env.console],
    ["gate", "Gate", env.gateway],
    ["internal", "Internal port", env.internal],
  ];
  return Promise.all(
    wanted.map(async ([name, title, { hosts, port }]) => {
      const open = (await Promise.all(hosts.map((host) => answers(host, port)))).some(Boolean);
      return {
        id: `port-${name}`,
        title,
        state: open ? "Healthy" : "Down",
        detail: open ? `Takes connections on port ${port}.` : `Nothing takes connections on port ${port}.`,
        remedy: open ? null : `Start Keywarden with npm start; its log is below ${env.dataDir}/log.`,
      };
    }),
  );
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    // An address to listen on everywhere is reached by the loopback of its family.
    const target = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
    const socket = connect({ host: target, port, timeout: CONNECT_MS_MAX });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket
      .once("connect", () => end(true))
      .once("error", () => end(false))
      .once("timeout", () => end(false));
  });
}
