import "server-only";
import { type Env, parseEnv } from "#lib/kernel/env.ts";

let parsed: Env | null = null;

/** The environment of this process; the launcher refused a wrong one long before. */
export function consoleEnv(): Env {
  if (parsed !== null) return parsed;
  const result = parseEnv(process.env);
  if (!result.ok) throw new Error(result.detail);
  parsed = result.value;
  return parsed;
}
