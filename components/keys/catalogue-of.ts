import type { Scope, ScopeCatalogue } from "#lib/keys/scopes.ts";

/** The scopes that a page was given, as the domain's pure functions take them. */
export function catalogueOf(scopes: readonly Scope[]): ScopeCatalogue {
  return new Map(scopes.map((scope) => [scope.id, scope]));
}
