import { and, asc, eq, isNull, lt } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";
import { authenticators } from "#lib/db/schema/identity.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import type { AssertionAnswer, RelyingParty } from "./contract.ts";
import { type NewCredential, type RefusalReason, verifyAssertion } from "./webauthn.ts";

export type Passkey = Pick<
  typeof authenticators.$inferSelect,
  "id" | "personId" | "name" | "credentialId" | "publicKey" | "transports"
>;

const columns = {
  id: authenticators.id,
  personId: authenticators.personId,
  name: authenticators.name,
  credentialId: authenticators.credentialId,
  publicKey: authenticators.publicKey,
  transports: authenticators.transports,
};

/**
 * A person's passkeys, oldest first.
 *
 * @param lock holds them until the transaction ends, so that two who remove the last two meet.
 */
export async function passkeysOf(tx: Tx, personId: string, lock = false): Promise<readonly Passkey[]> {
  const query = tx
    .select(columns)
    .from(authenticators)
    .where(and(eq(authenticators.personId, personId), isNull(authenticators.removedAt)))
    .orderBy(asc(authenticators.createdAt), asc(authenticators.id));
  return lock ? await query.for("update") : await query;
}

/** The passkey that an answer names, removed ones excepted. */
export async function passkeyOf(tx: Tx, answer: AssertionAnswer): Promise<Passkey | null> {
  const [row] = await tx
    .select(columns)
    .from(authenticators)
    .where(
      and(
        eq(authenticators.credentialId, Buffer.from(answer.id, "base64url")),
        isNull(authenticators.removedAt),
      ),
    );
  return row ?? null;
}

/** Whether anybody ever registered this credential; one that was removed never comes back. */
export async function isKnownCredential(tx: Tx, credentialId: Buffer): Promise<boolean> {
  const rows = await tx
    .select({ id: authenticators.id })
    .from(authenticators)
    .where(eq(authenticators.credentialId, credentialId));
  return rows.length > 0;
}

/**
 * Takes a passkey's answer: signature first, then its counter, compared and stored in one statement so that of two
 * answers with one counter only one passes. A counter that doesn't rise means a clone (WebAuthn §7.2 step 22);
 * passkeys that don't count always say 0.
 */
export async function takeAnswer(
  tx: Tx,
  rp: RelyingParty,
  passkey: Passkey,
  answer: AssertionAnswer,
  challenge: Buffer,
): Promise<Result<void, RefusalReason>> {
  const verified = await verifyAssertion(rp, answer, challenge, passkey);
  if (!verified.ok) return verified;
  const { counter, backedUp } = verified.value;
  const rises = counter === 0 ? eq(authenticators.counter, 0) : lt(authenticators.counter, counter);
  const stored = await tx
    .update(authenticators)
    .set({ counter, backedUp, lastUsedAt: tx.now })
    .where(and(eq(authenticators.id, passkey.id), isNull(authenticators.removedAt), rises))
    .returning({ id: authenticators.id });
  return stored.length === 1 ? ok() : err("counter_regressed");
}

/** What the audit log keeps of a passkey. */
export function passkeyFacts({ aaguid, deviceType, backedUp }: NewCredential) {
  return { aaguid, deviceType, backedUp };
}
