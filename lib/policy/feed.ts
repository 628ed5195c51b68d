import { sql } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";
import { policyChanges } from "#lib/db/schema/policy.ts";

export type PolicySubject = "key" | "organization" | "configuration";
export type PolicyChange = { readonly subject: PolicySubject; readonly subjectId: string };

/** Where a change is announced. Only a hint: a gate that misses it finds the change at its next poll. */
export const POLICY_CHANNEL = "keywarden_policy";

/**
 * Counts the policy version up under its row's lock, so that versions follow commit order, and says what changed.
 * Call it last in the transaction: everybody else who changes policy waits from here until the commit.
 *
 * @returns the new version, which `awaitGates` waits for once the transaction has committed.
 */
export async function publishPolicyChange(tx: Tx, change: PolicyChange): Promise<number> {
  const { rows } = await tx.execute<{ version: string }>(
    sql`update policy_version set version = version + 1 where id = 1 returning version`,
  );
  const version = Number(rows[0]?.version);
  if (!Number.isSafeInteger(version)) throw new Error("the policy version row is missing");
  await tx
    .insert(policyChanges)
    .values({ version, subject: change.subject, subjectId: change.subjectId, changedAt: tx.now });
  await tx.execute(sql`select pg_notify(${POLICY_CHANNEL}, ${String(version)})`);
  return version;
}
