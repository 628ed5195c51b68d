import { and, eq } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { apiKeys, keyVersions } from "#lib/db/schema/keys.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { liveKeyReadiness } from "#lib/identity/live-key-readiness.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { newKeyId, uuidv7 } from "#lib/kernel/ids.ts";
import { type Err, err, ok, type Result } from "#lib/kernel/result.ts";
import { publishPolicyChange } from "#lib/policy/feed.ts";
import type { IssuableKind, IssuedKey, IssueKeyError, IssueKeyInput } from "./contract.ts";
import { knownScopes } from "./known-scopes.ts";
import { type Material, makeMaterial } from "./material.ts";
import { inReach } from "./reach.ts";
import { recordReveal } from "./record-reveal.ts";
import { judge } from "./rules.ts";
import { inCatalogueOrder, type ScopeCatalogue } from "./scopes.ts";

/**
 * Issues a key with its first version. Every rule is judged under the organization's lock, so that a ceiling that
 * is lowered at the same time is either seen here or waits for this key.
 *
 * @returns the secret once, in the answer; it is stored in no form that could be shown again.
 */
export async function issueKey(
  tx: Tx,
  actor: Actor,
  input: IssueKeyInput,
): Promise<Result<IssuedKey, IssueKeyError>> {
  const allowed = await judgeRequest(tx, actor, input);
  if (!allowed.ok) return allowed;
  const kind = input.kind as IssuableKind;
  const keyId = newKeyId();
  const versionId = uuidv7(tx.now.getTime());
  const material = await makeMaterial(tx, actor, { ...input, kind, keyId, versionId });
  if (!material.ok) return material;
  const key = newKey(tx, actor, input, kind, keyId, allowed.value);
  if (!(await insert(tx, key, versionId, material.value))) return nameTaken(input.name);
  await appendAudit(tx, actor, "key.issued", {
    orgId: key.orgId,
    target: { type: "key", id: keyId, name: key.name },
    reason: input.reason,
    after: {
      name: key.name,
      env: key.env,
      kind,
      profile: key.profile,
      scopes: key.scopes,
      ips: key.ips,
      expiresAt: rfc3339(key.expiresAt),
      version: 1,
      versionId,
      fingerprint: material.value.stored.fingerprint,
    },
  });
  await recordReveal(tx, actor, key, versionId, material.value.secret);
  return ok({
    keyId,
    versionId,
    secret: material.value.secret,
    fingerprint: material.value.stored.fingerprint,
    status: "active",
    expiresAt: rfc3339(key.expiresAt),
    policyVersion: await publishPolicyChange(tx, { subject: "key", subjectId: keyId }),
  });
}

/** Everything that must hold before a credential is made; the catalogue, if it does. */
async function judgeRequest(
  tx: Tx,
  actor: Actor,
  input: IssueKeyInput,
): Promise<Result<ScopeCatalogue, IssueKeyError>> {
  const [org] = await tx
    .select({ name: organizations.name, ceiling: organizations.ceiling, frozenAt: organizations.frozenAt })
    .from(organizations)
    .where(and(eq(organizations.id, input.orgId), inReach(actor, organizations.id)))
    .for("share");
  if (!org) {
    const detail = `There is no organization ${input.orgId}.`;
    return err("organization_not_found", { detail, fields: { orgId: detail } });
  }
  if (org.frozenAt !== null) {
    return err("organization_frozen", { detail: `${org.name} is frozen: no key is issued until that ends.` });
  }
  const catalogue = await knownScopes(tx);
  const [broken] = judge({ ...input, lifeMs: input.expiresIn }, { ceiling: org.ceiling, catalogue });
  if (broken) return err(broken.code, { detail: broken.detail, fields: { [broken.field]: broken.detail } });
  if (actor.kind === "person" && input.env === "live" && !(await liveKeyReadiness(tx, actor)).ready) {
    return err("live_key_not_ready", {
      detail:
        "Before the first live key, add a second passkey or make recovery codes, so that one lost device locks nobody out.",
    });
  }
  return ok(catalogue);
}

function newKey(
  tx: Tx,
  actor: Actor,
  input: IssueKeyInput,
  kind: IssuableKind,
  id: string,
  catalogue: ScopeCatalogue,
) {
  return {
    id,
    orgId: input.orgId,
    name: input.name,
    env: input.env,
    kind,
    profile: kind === "bearer" ? ("bearer" as const) : ("rfc9421" as const),
    scopes: inCatalogueOrder(input.scopes, catalogue),
    ips: input.ips,
    constraints: {},
    status: "active" as const,
    reason: input.reason,
    createdAt: tx.now,
    createdBy: actor.id,
    expiresAt: new Date(tx.now.getTime() + input.expiresIn),
    statusAt: tx.now,
  };
}

/** @returns false when the organization has a key of that name which isn't revoked. */
async function insert(
  tx: Tx,
  key: ReturnType<typeof newKey>,
  versionId: string,
  { stored }: Material,
): Promise<boolean> {
  const made = await tx.insert(apiKeys).values(key).onConflictDoNothing().returning({ id: apiKeys.id });
  if (made.length === 0) return false;
  await tx.insert(keyVersions).values({
    ...stored,
    id: versionId,
    keyId: key.id,
    orgId: key.orgId,
    number: 1,
    createdAt: key.createdAt,
    createdBy: key.createdBy,
  });
  return true;
}

function nameTaken(name: string): Err<"name_taken"> {
  const detail = `A key of this organization is called "${name}" already. Choose another name.`;
  return err("name_taken", { detail, fields: { name: detail } });
}
