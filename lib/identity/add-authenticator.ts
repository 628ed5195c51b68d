import { appendAudit } from "#lib/audit/append.ts";
import type { PersonActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { authenticators } from "#lib/db/schema/identity.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { newChallenge, spendChallenge } from "./challenges.ts";
import {
  type AddedAuthenticator,
  AUTHENTICATORS_MAX,
  CHALLENGE_SEC,
  type FactorError,
  type RegistrationAnswer,
  type RelyingParty,
} from "./contract.ts";
import { isKnownCredential, passkeyFacts, passkeysOf } from "./passkeys.ts";
import type { Settled } from "./settled.ts";
import {
  challengeOf,
  type NewCredential,
  type RefusalReason,
  type RegistrationOptions,
  registrationOptions,
  verifyRegistration,
} from "./webauthn.ts";

/** Starts adding a passkey; an authenticator that holds one of the person's is told not to make another. */
export async function beginAddAuthenticator(
  tx: Tx,
  actor: PersonActor,
  rp: RelyingParty,
): Promise<Result<RegistrationOptions, "too_many_passkeys">> {
  const held = await passkeysOf(tx, actor.id);
  if (held.length >= AUTHENTICATORS_MAX) return err("too_many_passkeys");
  const challenge = await newChallenge(tx, {
    purpose: "add",
    personId: actor.id,
    sessionId: actor.sessionId,
    lifeSec: CHALLENGE_SEC,
  });
  return ok(
    await registrationOptions(rp, {
      challenge,
      personId: actor.id,
      name: actor.name,
      email: actor.email,
      lifeSec: CHALLENGE_SEC,
      exclude: held.map((passkey) => passkey.credentialId),
    }),
  );
}

/** Adds a passkey to the person's own. */
export async function addAuthenticator(
  tx: Tx,
  actor: PersonActor,
  rp: RelyingParty,
  input: { readonly name: string; readonly answer: RegistrationAnswer },
): Promise<Settled<AddedAuthenticator, FactorError>> {
  const held = await passkeysOf(tx, actor.id, true);
  if (held.length >= AUTHENTICATORS_MAX) return ok(err("too_many_passkeys"));
  const proved = await prove(tx, actor, rp, input.answer);
  const authenticatorId = uuidv7(tx.now.getTime());
  const target = { type: "authenticator", id: authenticatorId, name: input.name } as const;
  if (!proved.ok) {
    await appendAudit(tx, actor, "authenticator.added", {
      orgId: actor.orgId,
      target,
      outcome: "failure",
      reason: proved.code,
    });
    return ok(err(proved.code === "passkey_exists" ? "passkey_exists" : "passkey_refused"));
  }
  await tx.insert(authenticators).values({
    id: authenticatorId,
    personId: actor.id,
    name: input.name,
    ...proved.value,
    createdAt: tx.now,
  });
  await appendAudit(tx, actor, "authenticator.added", {
    orgId: actor.orgId,
    target,
    after: passkeyFacts(proved.value),
  });
  return ok(ok({ authenticatorId, addedAt: rfc3339(tx.now) }));
}

async function prove(
  tx: Tx,
  actor: PersonActor,
  rp: RelyingParty,
  answer: RegistrationAnswer,
): Promise<Result<NewCredential, RefusalReason>> {
  const challenge = challengeOf(answer);
  if (challenge === null) return err("client_data_malformed");
  const spent = await spendChallenge(tx, challenge, { purpose: "add", sessionId: actor.sessionId });
  if (spent === null) return err("challenge_unknown");
  const verified = await verifyRegistration(rp, answer, challenge);
  if (!verified.ok) return verified;
  return (await isKnownCredential(tx, verified.value.credentialId)) ? err("passkey_exists") : verified;
}
