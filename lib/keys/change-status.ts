import { and, eq } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { apiKeys } from "#lib/db/schema/keys.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { type Ok, ok } from "#lib/kernel/result.ts";
import { publishPolicyChange } from "#lib/policy/feed.ts";
import { currentPolicyVersion } from "#lib/policy/queries.ts";
import type { StatusChange } from "./contract.ts";
import { type LockedKey, statusOf } from "./lock-key.ts";

const events = { active: "key.resumed", suspended: "key.suspended", revoked: "key.revoked" } as const;

/** Sets a locked key's status, with its event, and tells the gates. The caller has judged that it may. */
export async function setStatus(
  tx: Tx,
  actor: Actor,
  key: LockedKey,
  status: LockedKey["status"],
  reason: string,
): Promise<Ok<StatusChange>> {
  await tx
    .update(apiKeys)
    .set({ status, statusAt: tx.now, statusReason: reason })
    .where(and(eq(apiKeys.id, key.id), eq(apiKeys.orgId, key.orgId)));
  await appendAudit(tx, actor, events[status], {
    orgId: key.orgId,
    target: { type: "key", id: key.id, name: key.name },
    reason,
    before: { status: key.status },
    after: { status },
  });
  return ok({
    keyId: key.id,
    status: statusOf({ status, expiresAt: key.expiresAt }, tx.now),
    effectiveAt: rfc3339(tx.now),
    changed: true,
    policyVersion: await publishPolicyChange(tx, { subject: "key", subjectId: key.id }),
  });
}

/** It was so already: nothing is done, and the answer says since when. The gates' word for it can be waited for. */
export async function unchanged(tx: Tx, key: LockedKey): Promise<Ok<StatusChange>> {
  return ok({
    keyId: key.id,
    status: statusOf(key, tx.now),
    effectiveAt: rfc3339(key.statusAt),
    changed: false,
    policyVersion: await currentPolicyVersion(tx),
  });
}
