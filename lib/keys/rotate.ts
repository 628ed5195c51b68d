import { and, desc, eq, gt, isNull, or } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { keyVersions } from "#lib/db/schema/keys.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { publishPolicyChange } from "#lib/policy/feed.ts";
import type { RotatedKey, RotateKeyError, RotateKeyInput } from "./contract.ts";
import { keyExpired, keyNotFound, keyRevoked, type LockedKey, lockKey, statusOf } from "./lock-key.ts";
import { type Material, makeMaterial } from "./material.ts";
import { recordReveal } from "./record-reveal.ts";

type Version = { readonly id: string; readonly number: number; readonly validUntil: Date | null };

/**
 * Gives a key a new credential of the same kind. The one before it works on for the overlap, and never longer than
 * the key; access and end stay as they are. A suspended key can be rotated and stays suspended.
 *
 * @returns `rotation_under_way` while two versions are live: a third would take one from whoever still uses it.
 */
export async function rotateKey(
  tx: Tx,
  actor: Actor,
  input: RotateKeyInput,
): Promise<Result<RotatedKey, RotateKeyError>> {
  const key = await lockKey(tx, actor, input.keyId);
  if (key === null) return keyNotFound(input.keyId);
  const status = statusOf(key, tx.now);
  if (status === "revoked") return keyRevoked(key);
  if (status === "expired") return keyExpired(key);
  const [current, previous] = await liveVersions(tx, key);
  if (!current || current.validUntil !== null) throw new Error(`key ${key.id} has no current version`);
  if (previous) {
    return err("rotation_under_way", {
      detail: `${key.name} has two live versions until ${rfc3339(previous.validUntil ?? key.expiresAt)}. Rotate it after that.`,
    });
  }
  const versionId = uuidv7(tx.now.getTime());
  const material = await makeMaterial(tx, actor, { ...input, ...credentialOf(key), versionId });
  if (!material.ok) return material;
  const endsMs = Math.min(tx.now.getTime() + input.overlap, key.expiresAt.getTime());
  await replace(tx, actor, key, current, new Date(endsMs), versionId, material.value);
  await appendAudit(tx, actor, "key.rotated", {
    orgId: key.orgId,
    target: { type: "key", id: key.id, name: key.name },
    reason: input.reason,
    before: { version: current.number, versionId: current.id },
    after: {
      version: current.number + 1,
      versionId,
      fingerprint: material.value.stored.fingerprint,
      previousValidUntil: rfc3339(endsMs),
    },
  });
  await recordReveal(tx, actor, key, versionId, material.value.secret);
  return ok({
    keyId: key.id,
    versionId,
    secret: material.value.secret,
    fingerprint: material.value.stored.fingerprint,
    previousValidUntil: rfc3339(endsMs),
    policyVersion: await publishPolicyChange(tx, { subject: "key", subjectId: key.id }),
  });
}

const credentialOf = ({ id, orgId, kind, env }: LockedKey) => ({ keyId: id, orgId, kind, env });

/** Newest first; the lock on the key keeps the set still. */
async function liveVersions(tx: Tx, key: LockedKey): Promise<Version[]> {
  return tx
    .select({ id: keyVersions.id, number: keyVersions.number, validUntil: keyVersions.validUntil })
    .from(keyVersions)
    .where(
      and(
        eq(keyVersions.keyId, key.id),
        eq(keyVersions.orgId, key.orgId),
        or(isNull(keyVersions.validUntil), gt(keyVersions.validUntil, tx.now)),
      ),
    )
    .orderBy(desc(keyVersions.number));
}

async function replace(
  tx: Tx,
  actor: Actor,
  key: LockedKey,
  current: Version,
  ends: Date,
  versionId: string,
  { stored }: Material,
): Promise<void> {
  // First the old one's end: a key has at most one version without one.
  await tx
    .update(keyVersions)
    .set({ validUntil: ends })
    .where(and(eq(keyVersions.id, current.id), eq(keyVersions.orgId, key.orgId)));
  await tx.insert(keyVersions).values({
    ...stored,
    id: versionId,
    keyId: key.id,
    orgId: key.orgId,
    number: current.number + 1,
    createdAt: tx.now,
    createdBy: actor.id,
  });
}
