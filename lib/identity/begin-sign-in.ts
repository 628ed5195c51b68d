import type { Tx } from "#lib/db/client.ts";
import { ok, type Result } from "#lib/kernel/result.ts";
import { newChallenge, pruneChallenges } from "./challenges.ts";
import { CHALLENGE_SEC, type RelyingParty } from "./contract.ts";
import { type AssertionOptions, assertionOptions } from "./webauthn.ts";

/** Starts a sign-in. The same answer for everybody: the person picks the passkey, nobody names an account. */
export async function beginSignIn(tx: Tx, rp: RelyingParty): Promise<Result<AssertionOptions, never>> {
  await pruneChallenges(tx);
  const challenge = await newChallenge(tx, { purpose: "sign_in", lifeSec: CHALLENGE_SEC });
  return ok(await assertionOptions(rp, { challenge, lifeSec: CHALLENGE_SEC, allow: [] }));
}
