import { appendAudit } from "#lib/audit/append.ts";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { knownScopes } from "#lib/keys/known-scopes.ts";
import { inCatalogueOrder } from "#lib/keys/scopes.ts";
import { publishPolicyChange } from "#lib/policy/feed.ts";
import { listTiers } from "#lib/policy/queries.ts";
import type { CreatedOrganization, CreateOrganizationError, CreateOrganizationInput } from "./contract.ts";

/** The tier that every installation has, configured or not. */
const BUILT_IN_TIER = "default";

/** Creates a client organization. Its ceiling bounds every key it will ever hold. */
export async function createOrganization(
  tx: Tx,
  actor: Actor,
  input: CreateOrganizationInput,
): Promise<Result<CreatedOrganization, CreateOrganizationError>> {
  const catalogue = await knownScopes(tx);
  const unknown = input.ceiling.find((id) => !catalogue.has(id));
  if (unknown !== undefined) {
    const detail = `There is no scope "${unknown}". Known are ${[...catalogue.keys()].join(", ")}.`;
    return err("scope_unknown", { detail, fields: { ceiling: detail } });
  }
  const tiers = await listTiers(tx);
  if (input.tier !== undefined && input.tier !== BUILT_IN_TIER && !tiers.includes(input.tier)) {
    const known = tiers.length === 0 ? "The configuration names none" : `Known are ${tiers.join(", ")}`;
    const detail = `There is no tier "${input.tier}". ${known}.`;
    return err("tier_unknown", { detail, fields: { tier: detail } });
  }
  const ceiling = inCatalogueOrder(input.ceiling, catalogue);
  const tier =
    input.tier === undefined || (input.tier === BUILT_IN_TIER && !tiers.includes(input.tier))
      ? null
      : input.tier;
  const id = uuidv7(tx.now.getTime());
  const made = await tx
    .insert(organizations)
    .values({
      id,
      name: input.name,
      kind: "client",
      ceiling,
      tier,
      createdAt: tx.now,
      createdBy: actor.id,
    })
    .onConflictDoNothing()
    .returning({ id: organizations.id });
  if (made.length === 0) {
    const detail = `An organization is called "${input.name}" already. Choose another name.`;
    return err("name_taken", { detail, fields: { name: detail } });
  }
  await appendAudit(tx, actor, "organization.created", {
    orgId: id,
    target: { type: "organization", id, name: input.name },
    after: { kind: "client", ceiling, tier },
  });
  return ok({ id, policyVersion: await publishPolicyChange(tx, { subject: "organization", subjectId: id }) });
}
