import type { Tx } from "#lib/db/client.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { ok, type Result } from "#lib/kernel/result.ts";
import { newChallenge } from "./challenges.ts";
import { CHALLENGE_SEC, type EnrolmentError, type RelyingParty } from "./contract.ts";
import { judgeEmail, openEnrolment } from "./find-enrolment.ts";
import { type RegistrationOptions, registrationOptions } from "./webauthn.ts";

/** Starts an enrolment: what the browser makes a passkey from. The link stays as it is. */
export async function beginEnrolment(
  tx: Tx,
  rp: RelyingParty,
  input: { readonly token: string; readonly name: string; readonly email: string },
): Promise<Result<RegistrationOptions, Exclude<EnrolmentError, "passkey_refused">>> {
  const open = await openEnrolment(tx, input.token, false);
  if (!open.ok) return open;
  const email = await judgeEmail(tx, open.value, input.email);
  if (!email.ok) return email;
  // The id under which the authenticator files the passkey becomes the person's when enrolment completes.
  const personId = uuidv7(tx.now.getTime());
  const lifeSec = CHALLENGE_SEC;
  const challenge = await newChallenge(tx, {
    purpose: "enrol",
    enrolmentId: open.value.id,
    personId,
    lifeSec,
  });
  return ok(
    await registrationOptions(rp, {
      challenge,
      personId,
      name: input.name,
      email: input.email,
      lifeSec,
      exclude: [],
    }),
  );
}
