import { sql } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { Actor } from "#lib/authz/actor.ts";
import { canonicalJson, type JsonValue } from "#lib/crypto/canonical-json.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import type { Tx } from "#lib/db/client.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { configurations } from "#lib/db/schema/policy.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { ensureVenue } from "#lib/orgs/ensure-venue.ts";
import type { AppliedPlan, ApplyError, Configuration, PlanLine } from "./contract.ts";
import { publishPolicyChange } from "./feed.ts";
import { parseConfiguration } from "./parse.ts";
import { planChanges, planText } from "./plan.ts";
import { currentPolicyVersion, findConfiguration } from "./queries.ts";

/** Lines of the plan that the audit entry keeps; it says how many there were. */
const AUDITED_LINES_MAX = 200;
const AUDITED_LINE_LENGTH_MAX = 200;

/**
 * Puts a configuration file in force, whole: what it doesn't name is gone. Applying the same twice changes nothing.
 *
 * @param input.document the file's YAML text.
 * @param input.dryRun only say what would change.
 * @returns `configuration_invalid` with the first problem as `detail` and all of them in `fields`, by path.
 */
export async function applyConfiguration(
  tx: Tx,
  actor: Actor,
  input: { readonly document: string; readonly dryRun: boolean },
): Promise<Result<AppliedPlan, ApplyError>> {
  const parsed = parseConfiguration(input.document);
  if (!parsed.ok) return parsed;
  const configuration = parsed.value;
  // Two that apply at once: the second sees what the first has done.
  if (!input.dryRun) await tx.execute(sql`select version from policy_version where id = 1 for update`);
  const orphaned = await findOrphanedTier(tx, configuration);
  if (orphaned !== null)
    return err("configuration_invalid", { detail: orphaned, fields: { tiers: orphaned } });
  const before = await findConfiguration(tx);
  const digest = configurationDigest(configuration);
  const plan = planChanges(before.configuration, configuration);
  if (input.dryRun) return ok({ changed: before.digest?.equals(digest) !== true, version: null, plan });
  if (before.digest?.equals(digest))
    return ok({ changed: false, version: await currentPolicyVersion(tx), plan: [] });
  const number = before.number + 1;
  await tx
    .insert(configurations)
    .values({ number, document: configuration, digest, appliedAt: tx.now, appliedBy: actor.id });
  await appendAudit(tx, actor, "configuration.applied", {
    orgId: (await ensureVenue(tx, actor)).id,
    target: { type: "configuration", id: String(number) },
    before: { number: before.number, digest: before.digest?.toString("hex") ?? null },
    after: { number, digest: digest.toString("hex") },
    details: auditedPlan(plan),
  });
  const version = await publishPolicyChange(tx, { subject: "configuration", subjectId: String(number) });
  return ok({ changed: true, version, plan });
}

/** SHA-256 of the canonical form, defaults filled in: two files that mean the same have the same. */
export function configurationDigest(configuration: Configuration): Buffer {
  return sha256(canonicalJson(configuration as unknown as JsonValue));
}

function auditedPlan(plan: readonly PlanLine[]): { lines: number; widening: number; plan: string[] } {
  return {
    lines: plan.length,
    widening: plan.filter(({ widens }) => widens).length,
    plan: plan.slice(0, AUDITED_LINES_MAX).map((line) => planText(line).slice(0, AUDITED_LINE_LENGTH_MAX)),
  };
}

/** An organization whose tier went away would fall back to other limits without anybody having said so. */
async function findOrphanedTier(tx: Tx, { tiers }: Configuration): Promise<string | null> {
  const rows = await tx
    .selectDistinctOn([organizations.tier], { tier: organizations.tier, name: organizations.name })
    .from(organizations)
    .where(sql`${organizations.tier} is not null`)
    .orderBy(organizations.tier, organizations.name);
  const names = new Set(tiers.map(({ name }) => name));
  const missing = rows.find(({ tier }) => tier !== null && !names.has(tier));
  if (missing === undefined) return null;
  return `tiers: the tier ${missing.tier} is missing, and the organization ${missing.name} has it`;
}
