import { accessSync, constants, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { CommandActor } from "#lib/authz/actor.ts";
import { can, type Permission } from "#lib/authz/permissions.ts";
import type { Tx } from "#lib/db/client.ts";
import { type Env, parseEnv, SETTINGS_FILE, settingsOf } from "#lib/kernel/env.ts";
import { isErr, type Result } from "#lib/kernel/result.ts";
import { refusalOf, refused } from "./exit.ts";

/** The environment, and beneath it the settings of the last start: a shell need only know the data directory. */
export function readEnv(): Env {
  const { dataDir } = envOf(process.env);
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value));
  return envOf({ ...keptSettings(dataDir), ...given });
}

function envOf(env: Readonly<Record<string, string | undefined>>): Env {
  const parsed = parseEnv(env);
  if (!parsed.ok) throw refused(parsed.detail ?? parsed.code);
  return parsed.value;
}

/** None where nothing was started yet, or by somebody else; what comes next says so. */
function keptSettings(dataDir: string): Record<string, string> {
  try {
    return settingsOf(JSON.parse(readFileSync(join(dataDir, SETTINGS_FILE), "utf8")));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EACCES") return {};
    throw error;
  }
}

/** Who acts: the operator at this machine, by the name the system knows. */
export function operator(): CommandActor {
  let name: string;
  try {
    name = userInfo().username;
  } catch {
    name = String(process.getuid?.() ?? "unknown");
  }
  return { kind: "command", id: `cli:${name}` };
}

export type Installation = {
  readonly env: Env;
  readonly actor: CommandActor;
  /** One transaction as the operator; an Err of the domain ends the command. */
  act<T>(permission: Permission, run: (tx: Tx) => Promise<Result<T, string>>): Promise<T>;
  /** A read, whose answer may be any value. */
  read<T>(permission: Permission, run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Waits up to 2 s for the live gates; call it after the act. */
  gates(policyVersion: number | null): Promise<{ confirmed: number; total: number }>;
};

function requireInstallation(dataDir: string): void {
  try {
    accessSync(join(dataDir, "database.json"), constants.R_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw refused(
      `There is no Keywarden in ${dataDir}: start it with "npm start", or point KEYWARDEN_DATA_DIR at it.`,
    );
  }
}

/**
 * Finds the installation of KEYWARDEN_DATA_DIR, or of the default place, and runs one command on its database.
 * What speaks SQL is loaded here and not before, so that wrong usage is told at once.
 */
export async function withInstallation<T>(run: (installation: Installation) => Promise<T>): Promise<T> {
  const env = readEnv();
  requireInstallation(env.dataDir);
  const [client, connection, vault] = await Promise.all([
    import("#lib/db/client.ts"),
    import("#lib/db/connection.ts"),
    import("#lib/vault/kek.ts"),
  ]);
  client.useDatabase({ connection: (role) => connection.connectionOf(env.dataDir, role), poolMax: 1 });
  vault.useKeyEncryption({ gate: env.kek.gate ?? vault.defaultKekUri(env.dataDir, "gate") });
  const actor = operator();
  const read = <R>(permission: Permission, ask: (tx: Tx) => Promise<R>): Promise<R> => {
    if (!can(actor, permission).allowed) throw refused(`The command may not do this: ${permission}.`);
    return client.withTx(actor, ask);
  };
  try {
    return await run({
      env,
      actor,
      read,
      act: async (permission, ask) => {
        const result = await read(permission, ask);
        if (isErr(result)) throw refusalOf(result);
        return result.value;
      },
      gates: async (policyVersion) => {
        const { awaitGates } = await import("#lib/policy/confirm.ts");
        return awaitGates(actor, policyVersion ?? 0);
      },
    });
  } finally {
    await client.closeDatabase();
  }
}
