import { join } from "node:path";
import { SETTINGS_FILE, settingsOf } from "#lib/kernel/env.ts";
import { writePrivate } from "#services/secret-file.ts";

/** Keeps what this start was given, so that a command in another shell speaks of the same addresses. */
export function keepSettings(dataDir: string, env: Readonly<Record<string, string | undefined>>): void {
  writePrivate(join(dataDir, SETTINGS_FILE), `${JSON.stringify(settingsOf(env))}\n`);
}
