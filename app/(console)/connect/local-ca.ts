import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { consoleEnv } from "#lib/web/console-env.ts";

/** Whether the gate serves a certificate of this installation's own authority: none was given to it. */
export function hasLocalCa(): boolean {
  return consoleEnv().tls === null;
}

/** The authority's certificate, which is public; null where there is none. */
export async function localCa(): Promise<string | null> {
  if (!hasLocalCa()) return null;
  try {
    return await readFile(join(consoleEnv().dataDir, "ca.pem"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
