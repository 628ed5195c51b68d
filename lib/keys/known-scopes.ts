import { sql } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";
import { type AddedScope, type ScopeCatalogue, scopeCatalogue } from "./scopes.ts";

/**
 * The built-in scopes and those of the configuration in force, of which every actor may know the scopes (the
 * configuration's schema has judged them when it was applied).
 */
export async function knownScopes(tx: Tx): Promise<ScopeCatalogue> {
  const { rows } = await tx.execute<{ added: AddedScope[] }>(sql`select kw_added_scopes() as added`);
  return scopeCatalogue(rows[0]?.added ?? []);
}
