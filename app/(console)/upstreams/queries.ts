import "server-only";
import { actorWords } from "#lib/authz/actor.ts";
import { nothing } from "#lib/identity/contract.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { knownScopes } from "#lib/keys/known-scopes.ts";
import { countGates } from "#lib/policy/confirm.ts";
import { currentPolicyVersion, findConfiguration } from "#lib/policy/queries.ts";
import { defineQuery } from "#lib/web/define-query.ts";

/** The configuration in force, what its scopes risk, and how many gates hold it. */
export const configurationQuery = defineQuery({
  permission: "policy.read",
  input: nothing,
  run: async (tx) => {
    const { number, configuration, appliedAt, appliedBy } = await findConfiguration(tx);
    return {
      number,
      configuration,
      appliedAt: appliedAt && rfc3339(appliedAt),
      appliedBy: appliedBy && actorWords(appliedBy),
      scopes: [...(await knownScopes(tx)).values()],
      gates: await countGates(tx, await currentPolicyVersion(tx)),
    };
  },
});
