import { appendAudit } from "#lib/audit/append.ts";
import type { SystemActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { err, ok } from "#lib/kernel/result.ts";
import { spendChallenge } from "./challenges.ts";
import type { AssertionAnswer, OpenedSession, RelyingParty, SignInError, Source } from "./contract.ts";
import { type Membership, membershipOf } from "./memberships.ts";
import { type Passkey, passkeyOf, takeAnswer } from "./passkeys.ts";
import { openSession } from "./sessions.ts";
import type { Settled } from "./settled.ts";
import { challengeOf, type RefusalReason, userHandleOf } from "./webauthn.ts";

/**
 * Opens a sign-in for whoever holds a passkey. Every refusal is the same answer; those that name a passkey of ours
 * are recorded with their reason.
 */
export async function completeSignIn(
  tx: Tx,
  actor: SystemActor,
  rp: RelyingParty,
  input: { readonly answer: AssertionAnswer },
  source: Source,
): Promise<Settled<OpenedSession, SignInError>> {
  const { answer } = input;
  const challenge = challengeOf(answer);
  // Spent before anything else, so that a wrong answer can't be mended and sent again.
  const spent = challenge && (await spendChallenge(tx, challenge, { purpose: "sign_in" }));
  const passkey = await passkeyOf(tx, answer);
  const person = passkey && (await membershipOf(tx, passkey.personId));
  if (passkey === null || person === null) return ok(err("sign_in_refused"));
  const refuse = async (reason: RefusalReason) => {
    await appendAudit(tx, actor, "person.sign_in_refused", {
      orgId: person.orgId,
      target: { type: "person", id: person.id, name: person.name },
      outcome: "failure",
      reason,
      details: { authenticatorId: passkey.id },
      source,
    });
    return ok(err("sign_in_refused"));
  };
  if (challenge === null) return refuse("client_data_malformed");
  if (spent === null) return refuse("challenge_unknown");
  if (!isUser(answer, passkey)) return refuse("person_mismatch");
  const taken = await takeAnswer(tx, rp, passkey, answer, challenge);
  if (!taken.ok) return refuse(taken.code);
  return ok(ok(await signIn(tx, person, passkey, source)));
}

/** A discoverable passkey names its user (WebAuthn §7.2 step 6). */
function isUser(answer: AssertionAnswer, passkey: Passkey): boolean {
  const handle = answer.response.userHandle;
  return (
    handle !== undefined &&
    Buffer.from(handle, "base64url").equals(Buffer.from(userHandleOf(passkey.personId)))
  );
}

async function signIn(tx: Tx, person: Membership, passkey: Passkey, source: Source): Promise<OpenedSession> {
  const session = await openSession(tx, {
    personId: person.id,
    orgId: person.orgId,
    factor: "passkey",
    authenticatorId: passkey.id,
    source,
    steppedUp: false,
  });
  const actor = {
    kind: "person",
    ...person,
    sessionId: session.id,
    factor: "passkey",
    steppedUpAtMs: null,
    ...source,
  } as const;
  await appendAudit(tx, actor, "person.signed_in", {
    orgId: person.orgId,
    target: { type: "session", id: session.id },
    details: { factor: "passkey", authenticatorId: passkey.id },
  });
  return { ...session, personId: person.id };
}
