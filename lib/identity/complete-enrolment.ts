import { eq } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { PersonActor, SystemActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { authenticators, enrolments, members, persons } from "#lib/db/schema/identity.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { spendChallenge } from "./challenges.ts";
import type { EnrolmentError, OpenedSession, RegistrationAnswer, RelyingParty, Source } from "./contract.ts";
import { EMAIL_TAKEN, enrolmentOf, judgeEmail, type OpenEnrolment, openEnrolment } from "./find-enrolment.ts";
import { isKnownCredential, passkeyFacts } from "./passkeys.ts";
import { openSession } from "./sessions.ts";
import type { Settled } from "./settled.ts";
import { challengeOf, type NewCredential, type RefusalReason, verifyRegistration } from "./webauthn.ts";

type Input = {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly answer: RegistrationAnswer;
};

/**
 * Completes an enrolment: person, membership, passkey and a sign-in are made, and the link is used up, in one
 * transaction. A refused try leaves the link as it is and is recorded when the link is a real one.
 */
export async function completeEnrolment(
  tx: Tx,
  actor: SystemActor,
  rp: RelyingParty,
  input: Input,
  source: Source,
): Promise<Settled<OpenedSession, EnrolmentError>> {
  const open = await openEnrolment(tx, input.token, true);
  if (!open.ok) {
    const known = await enrolmentOf(tx, input.token);
    if (known !== null) await recordRefusal(tx, actor, known, open.code, source);
    return ok(open);
  }
  const enrolment = open.value;
  const email = await judgeEmail(tx, enrolment, input.email);
  if (!email.ok) return ok(email);
  const passkey = await provedPasskey(tx, rp, enrolment, input.answer);
  if (!passkey.ok) {
    await recordRefusal(tx, actor, enrolment, passkey.code, source);
    return ok(err("passkey_refused"));
  }
  const { personId, credential } = passkey.value;
  return ok(await settle(tx, enrolment, personId, credential, input, source));
}

async function provedPasskey(
  tx: Tx,
  rp: RelyingParty,
  enrolment: OpenEnrolment,
  answer: RegistrationAnswer,
): Promise<Result<{ personId: string; credential: NewCredential }, RefusalReason>> {
  const challenge = challengeOf(answer);
  if (challenge === null) return err("client_data_malformed");
  const spent = await spendChallenge(tx, challenge, { purpose: "enrol", enrolmentId: enrolment.id });
  if (spent === null || spent.personId === null) return err("challenge_unknown");
  const verified = await verifyRegistration(rp, answer, challenge);
  if (!verified.ok) return verified;
  return (await isKnownCredential(tx, verified.value.credentialId))
    ? err("passkey_exists")
    : ok({ personId: spent.personId, credential: verified.value });
}

async function settle(
  tx: Tx,
  enrolment: OpenEnrolment,
  personId: string,
  credential: NewCredential,
  input: Input,
  source: Source,
): Promise<Result<OpenedSession, EnrolmentError>> {
  const { orgId, role } = enrolment;
  const { name, email } = input;
  // Another link may be completed with the same address at this moment: the unique index decides.
  const made = await tx
    .insert(persons)
    .values({ id: personId, name, email, createdAt: tx.now })
    .onConflictDoNothing()
    .returning({ id: persons.id });
  if (made.length === 0) return err("email_taken", { fields: { email: EMAIL_TAKEN } });
  const id = () => uuidv7(tx.now.getTime());
  await tx.insert(members).values({ id: id(), orgId, personId, role, createdAt: tx.now });
  const authenticatorId = id();
  await tx
    .insert(authenticators)
    .values({ id: authenticatorId, personId, name: "First passkey", ...credential, createdAt: tx.now });
  await tx.update(enrolments).set({ consumedAt: tx.now }).where(eq(enrolments.id, enrolment.id));
  const session = await openSession(tx, {
    personId,
    orgId,
    factor: "passkey",
    authenticatorId,
    source,
    steppedUp: true,
  });
  const person: PersonActor = {
    kind: "person",
    id: personId,
    name,
    email,
    orgId,
    orgKind: enrolment.orgKind,
    role,
    sessionId: session.id,
    factor: "passkey",
    steppedUpAtMs: tx.now.getTime(),
    ...source,
  };
  await appendAudit(tx, person, "enrolment.completed", {
    orgId,
    target: { type: "enrolment", id: enrolment.id },
    after: { personId, name, email, role },
  });
  await appendAudit(tx, person, "authenticator.added", {
    orgId,
    target: { type: "authenticator", id: authenticatorId, name: "First passkey" },
    after: passkeyFacts(credential),
  });
  return ok({ ...session, personId });
}

function recordRefusal(
  tx: Tx,
  actor: SystemActor,
  enrolment: { readonly id: string; readonly orgId: string },
  reason: string,
  source: Source,
): Promise<unknown> {
  return appendAudit(tx, actor, "enrolment.completed", {
    orgId: enrolment.orgId,
    target: { type: "enrolment", id: enrolment.id },
    outcome: "failure",
    reason,
    source,
  });
}
