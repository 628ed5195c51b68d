import { randomBytes } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import type { Env } from "#lib/kernel/env.ts";
import { keptSecret } from "#services/secret-file.ts";
import { StartRefused } from "./refusal.ts";

export type KekName = "console" | "gate" | "signer";
const KEK_BYTES = 32;

/**
 * The provider URI of each key-encryption key: as configured, else of a 0600 file of 32 random bytes below the
 * data directory, made on the first start and never replaced.
 *
 * @throws {StartRefused} when a configured file cannot be read.
 */
export function keyProviders(env: Env): Record<KekName, string> {
  const uri = (name: KekName): string => {
    const configured = env.kek[name];
    if (configured === null) {
      const path = join(env.dataDir, "secrets", `kek-${name}`);
      keptSecret(path, () => randomBytes(KEK_BYTES));
      return `file:${path}`;
    }
    requireReadable(
      `KEYWARDEN_KEK_${name.toUpperCase()}`,
      configured.slice("file:".length),
      "a file with the key",
    );
    return configured;
  };
  return { console: uri("console"), gate: uri("gate"), signer: uri("signer") };
}

/** @throws {StartRefused} when a file named by the environment is not there or not for this process to read. */
export function requireReadable(variable: string, path: string, what: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw new StartRefused(`${variable} names a file that this user cannot read: expected ${what}.`);
  }
}
