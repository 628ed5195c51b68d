import type { Tx } from "#lib/db/client.ts";
import { listAddedScopes } from "#lib/policy/queries.ts";
import { type ScopeCatalogue, scopeCatalogue } from "./scopes.ts";

/** The built-in scopes and those of the configuration in force. */
export async function knownScopes(tx: Tx): Promise<ScopeCatalogue> {
  return scopeCatalogue(await listAddedScopes(tx));
}
