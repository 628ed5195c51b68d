import { and, asc, inArray } from "drizzle-orm";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { apiKeys } from "#lib/db/schema/keys.ts";
import { type Ok, ok } from "#lib/kernel/result.ts";
import type { SuspendedKeys, SuspendKeysInput } from "./contract.ts";
import { inReach } from "./reach.ts";
import { suspendKey } from "./suspend.ts";

/**
 * Suspends a chosen set of keys, each as {@link suspendKey} does it. One that can't be is told and stops no other:
 * containing what can be contained comes first.
 */
export async function suspendKeys(tx: Tx, actor: Actor, input: SuspendKeysInput): Promise<Ok<SuspendedKeys>> {
  const keyIds = [...new Set(input.keyIds)].sort();
  // All rows before the first change is published: whoever holds the policy's row never waits for a key.
  await tx
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(and(inArray(apiKeys.id, keyIds), inReach(actor, apiKeys.orgId)))
    .orderBy(asc(apiKeys.id))
    .for("update");
  const suspended: string[] = [];
  const refused: { keyId: string; detail: string }[] = [];
  let policyVersion = 0;
  for (const keyId of keyIds) {
    const result = await suspendKey(tx, actor, { keyId, reason: input.reason });
    if (result.ok) {
      suspended.push(keyId);
      policyVersion = Math.max(policyVersion, result.value.policyVersion);
    } else refused.push({ keyId, detail: result.detail ?? result.code });
  }
  return ok({ suspended, refused, effectiveAt: tx.now.toISOString(), policyVersion });
}
