import { and, eq, isNull } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { PersonActor, SystemActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { recoveryCodes } from "#lib/db/schema/identity.ts";
import { err, ok } from "#lib/kernel/result.ts";
import { type OpenedSession, RECOVERY_SESSION_LIFE_SEC, type SignInError, type Source } from "./contract.ts";
import { membershipOf } from "./memberships.ts";
import { recoveryCodeHash } from "./recovery-code.ts";
import { openSession } from "./sessions.ts";
import type { Settled } from "./settled.ts";

/**
 * Opens a sign-in that can do one thing: enrol a passkey. The code is used up by one statement, so of two who send
 * it at once one gets in.
 */
export async function signInWithRecoveryCode(
  tx: Tx,
  actor: SystemActor,
  input: { readonly code: string },
  source: Source,
): Promise<Settled<OpenedSession, SignInError>> {
  const codeHash = recoveryCodeHash(input.code);
  if (codeHash === null) return ok(err("sign_in_refused"));
  const [used] = await tx
    .update(recoveryCodes)
    .set({ usedAt: tx.now })
    .where(and(eq(recoveryCodes.codeHash, codeHash), isNull(recoveryCodes.usedAt)))
    .returning({ id: recoveryCodes.id, personId: recoveryCodes.personId });
  const person = used && (await membershipOf(tx, used.personId));
  if (!used || !person) {
    await recordReuse(tx, actor, codeHash, source);
    return ok(err("sign_in_refused"));
  }
  const session = await openSession(tx, {
    personId: person.id,
    orgId: person.orgId,
    factor: "recovery_code",
    authenticatorId: null,
    source,
    steppedUp: false,
    lifeSec: RECOVERY_SESSION_LIFE_SEC,
  });
  const by: PersonActor = {
    kind: "person",
    ...person,
    sessionId: session.id,
    factor: "recovery_code",
    steppedUpAtMs: null,
    ...source,
  };
  const target = { type: "session", id: session.id } as const;
  await appendAudit(tx, by, "recovery_code.used", {
    orgId: person.orgId,
    target,
    details: { codeId: used.id },
  });
  await appendAudit(tx, by, "person.signed_in", {
    orgId: person.orgId,
    target,
    details: { factor: "recovery_code" },
  });
  return ok(ok({ ...session, personId: person.id }));
}

/** A code that was used before is somebody's: that it was tried again is recorded. An unknown text is nobody's. */
async function recordReuse(tx: Tx, actor: SystemActor, codeHash: Buffer, source: Source): Promise<void> {
  const [known] = await tx
    .select({ personId: recoveryCodes.personId })
    .from(recoveryCodes)
    .where(eq(recoveryCodes.codeHash, codeHash));
  const person = known && (await membershipOf(tx, known.personId));
  if (!person) return;
  await appendAudit(tx, actor, "person.sign_in_refused", {
    orgId: person.orgId,
    target: { type: "person", id: person.id, name: person.name },
    outcome: "failure",
    reason: "recovery_code_used",
    source,
  });
}
