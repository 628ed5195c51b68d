import type { PersonActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { ok, type Result } from "#lib/kernel/result.ts";
import { newChallenge } from "./challenges.ts";
import { type RelyingParty, STEP_UP_CHALLENGE_SEC } from "./contract.ts";
import { passkeysOf } from "./passkeys.ts";
import { type AssertionOptions, assertionOptions } from "./webauthn.ts";

/** Asks a signed-in person to prove themselves anew, with a challenge that only their own sign-in can answer. */
export async function beginStepUp(
  tx: Tx,
  actor: PersonActor,
  rp: RelyingParty,
): Promise<Result<AssertionOptions, never>> {
  const lifeSec = STEP_UP_CHALLENGE_SEC;
  const challenge = await newChallenge(tx, {
    purpose: "step_up",
    personId: actor.id,
    sessionId: actor.sessionId,
    lifeSec,
  });
  return ok(await assertionOptions(rp, { challenge, lifeSec, allow: await passkeysOf(tx, actor.id) }));
}
