import { randomBytes } from "node:crypto";
import { and, eq, gt, inArray, isNull, lt } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";
import { webauthnChallenges } from "#lib/db/schema/identity.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";

type Purpose = (typeof webauthnChallenges.$inferSelect)["purpose"];

/** What a challenge is for. Whoever holds it without the same binding can't use it. */
export type Binding = {
  readonly purpose: Purpose;
  readonly enrolmentId?: string;
  readonly sessionId?: string;
};

const PRUNED_MAX = 200;

/** 256 random bits, good once and for `lifeSec` seconds. */
export async function newChallenge(
  tx: Tx,
  o: Binding & { readonly personId?: string; readonly lifeSec: number },
): Promise<Buffer> {
  const challenge = randomBytes(32);
  await tx.insert(webauthnChallenges).values({
    id: uuidv7(tx.now.getTime()),
    purpose: o.purpose,
    challenge,
    personId: o.personId ?? null,
    enrolmentId: o.enrolmentId ?? null,
    sessionId: o.sessionId ?? null,
    createdAt: tx.now,
    expiresAt: new Date(tx.now.getTime() + o.lifeSec * 1000),
  });
  return challenge;
}

/**
 * Uses a challenge up: of two who answer the same one, the second gets `null`, as does everybody for whom it was
 * not made. Must commit even when what follows refuses.
 */
export async function spendChallenge(
  tx: Tx,
  challenge: Buffer,
  binding: Binding,
): Promise<{ readonly personId: string | null } | null> {
  const [spent] = await tx
    .update(webauthnChallenges)
    .set({ consumedAt: tx.now })
    .where(
      and(
        eq(webauthnChallenges.challenge, challenge),
        eq(webauthnChallenges.purpose, binding.purpose),
        binding.enrolmentId === undefined
          ? isNull(webauthnChallenges.enrolmentId)
          : eq(webauthnChallenges.enrolmentId, binding.enrolmentId),
        binding.sessionId === undefined
          ? isNull(webauthnChallenges.sessionId)
          : eq(webauthnChallenges.sessionId, binding.sessionId),
        isNull(webauthnChallenges.consumedAt),
        gt(webauthnChallenges.expiresAt, tx.now),
      ),
    )
    .returning({ personId: webauthnChallenges.personId });
  return spent ?? null;
}

/** Strangers can ask for challenges: each asking sweeps away up to 200 that have run out. */
export async function pruneChallenges(tx: Tx): Promise<void> {
  const expired = tx
    .select({ id: webauthnChallenges.id })
    .from(webauthnChallenges)
    .where(lt(webauthnChallenges.expiresAt, tx.now))
    .limit(PRUNED_MAX)
    .for("update", { skipLocked: true });
  await tx.delete(webauthnChallenges).where(inArray(webauthnChallenges.id, expired));
}
