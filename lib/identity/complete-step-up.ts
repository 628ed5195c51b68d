import { eq } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { PersonActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { sessions } from "#lib/db/schema/identity.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { spendChallenge } from "./challenges.ts";
import type { AssertionAnswer, RelyingParty, StepUpError } from "./contract.ts";
import { type Passkey, passkeyOf, takeAnswer } from "./passkeys.ts";
import type { Settled } from "./settled.ts";
import { challengeOf, type RefusalReason } from "./webauthn.ts";

/** Marks the person's sign-in as proved anew. Refusals are recorded; the challenge is spent either way. */
export async function completeStepUp(
  tx: Tx,
  actor: PersonActor,
  rp: RelyingParty,
  input: { readonly answer: AssertionAnswer },
): Promise<Settled<{ readonly steppedUpAt: string }, StepUpError>> {
  const proved = await prove(tx, actor, rp, input.answer);
  const target = { type: "session", id: actor.sessionId } as const;
  if (!proved.ok) {
    await appendAudit(tx, actor, "step_up.refused", {
      orgId: actor.orgId,
      target,
      outcome: "failure",
      reason: proved.code,
    });
    return ok(err("step_up_refused"));
  }
  await tx.update(sessions).set({ steppedUpAt: tx.now }).where(eq(sessions.id, actor.sessionId));
  await appendAudit(tx, actor, "session.stepped_up", {
    orgId: actor.orgId,
    target,
    details: { authenticatorId: proved.value.id },
  });
  return ok(ok({ steppedUpAt: rfc3339(tx.now) }));
}

async function prove(
  tx: Tx,
  actor: PersonActor,
  rp: RelyingParty,
  answer: AssertionAnswer,
): Promise<Result<Passkey, RefusalReason>> {
  const challenge = challengeOf(answer);
  if (challenge === null) return err("client_data_malformed");
  const spent = await spendChallenge(tx, challenge, { purpose: "step_up", sessionId: actor.sessionId });
  if (spent === null) return err("challenge_unknown");
  const passkey = await passkeyOf(tx, answer);
  if (passkey === null) return err("passkey_unknown");
  if (passkey.personId !== actor.id) return err("person_mismatch");
  const taken = await takeAnswer(tx, rp, passkey, answer, challenge);
  return taken.ok ? ok(passkey) : taken;
}
