import "server-only";
import { nothing } from "#lib/identity/contract.ts";
import { knownScopes } from "#lib/keys/known-scopes.ts";
import { findOrganizationInput } from "#lib/orgs/contract.ts";
import { findOrganization, listOrganizations } from "#lib/orgs/queries.ts";
import { listTiers } from "#lib/policy/queries.ts";
import { defineQuery } from "#lib/web/define-query.ts";

export const organizationsQuery = defineQuery({
  permission: "org.read",
  input: nothing,
  run: listOrganizations,
});

export const organizationQuery = defineQuery({
  permission: "org.read",
  input: findOrganizationInput,
  run: findOrganization,
});

/** What a new organization can be given: every scope there is, and the configuration's tiers. */
export const organizationChoicesQuery = defineQuery({
  permission: "org.read",
  input: nothing,
  run: async (tx) => ({ scopes: [...(await knownScopes(tx)).values()], tiers: await listTiers(tx) }),
});
