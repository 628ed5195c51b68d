import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { sha256 } from "#lib/crypto/hash.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import type { AssertionAnswer, RegistrationAnswer, RelyingParty } from "./contract.ts";

export type RegistrationOptions = Awaited<ReturnType<typeof generateRegistrationOptions>>;
export type AssertionOptions = Awaited<ReturnType<typeof generateAuthenticationOptions>>;

/** Why an answer is not taken: for the audit log. A person gets one and the same sentence for all of them. */
export type RefusalReason =
  | "attestation_refused"
  | "challenge_unknown"
  | "client_data_malformed"
  | "counter_regressed"
  | "origin_foreign"
  | "passkey_exists"
  | "passkey_unknown"
  | "person_mismatch"
  | "relying_party_foreign"
  | "signature_wrong"
  | "user_not_verified";

export type NewCredential = {
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: string[];
  readonly aaguid: string;
  readonly deviceType: "singleDevice" | "multiDevice";
  readonly backedUp: boolean;
};

type Credential = {
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
};

/** Ed25519, ECDSA P-256, RSA: what every authenticator on the market offers one of. */
const ALGORITHMS = [-8, -7, -257];
const USER_VERIFIED = 0x04;

type ClientData = {
  readonly type: string;
  readonly challenge: Buffer;
  readonly origin: string;
  readonly crossOrigin: boolean;
};

/** What the browser says it signed for; `null` when it is not the JSON that browsers write. */
function readClientData(encoded: string): ClientData | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(encoded, "base64url").toString("utf8"));
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null) return null;
  const { type, challenge, origin, crossOrigin } = parsed as Record<string, unknown>;
  if (typeof type !== "string" || typeof challenge !== "string" || typeof origin !== "string") return null;
  return { type, challenge: Buffer.from(challenge, "base64url"), origin, crossOrigin: crossOrigin === true };
}

/** The challenge an answer claims to answer, to look it up by. */
export function challengeOf(answer: RegistrationAnswer | AssertionAnswer): Buffer | null {
  return readClientData(answer.response.clientDataJSON)?.challenge ?? null;
}

function judgeClientData(rp: RelyingParty, encoded: string, type: string): Result<void, RefusalReason> {
  const data = readClientData(encoded);
  if (data === null || data.type !== type) return err("client_data_malformed");
  // A frame inside another site's page is another site's page.
  return data.origin === rp.origin && !data.crossOrigin ? ok() : err("origin_foreign");
}

/** What a browser needs to make a passkey: discoverable, and made with a PIN or a biometric. */
export function registrationOptions(
  rp: RelyingParty,
  o: {
    readonly challenge: Buffer;
    readonly personId: string;
    readonly name: string;
    readonly email: string;
    readonly lifeSec: number;
    /** Credential ids of the person's passkeys, so that no authenticator holds two. */
    readonly exclude: readonly Buffer[];
  },
): Promise<RegistrationOptions> {
  return generateRegistrationOptions({
    rpName: "Keywarden",
    rpID: rp.id,
    userID: userHandleOf(o.personId),
    userName: o.email,
    userDisplayName: o.name,
    challenge: new Uint8Array(o.challenge),
    timeout: o.lifeSec * 1000,
    attestationType: "none",
    excludeCredentials: o.exclude.map((id) => ({ id: id.toString("base64url") })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/**
 * Checks a new passkey (WebAuthn §7.1). With attestation `none` this proves possession, not which hardware it is.
 *
 * @param challenge already looked up and spent by the caller.
 */
export async function verifyRegistration(
  rp: RelyingParty,
  answer: RegistrationAnswer,
  challenge: Buffer,
): Promise<Result<NewCredential, RefusalReason>> {
  const judged = judgeClientData(rp, answer.response.clientDataJSON, "webauthn.create");
  if (!judged.ok) return judged;
  const transports = answer.response.transports ?? [];
  const verified = await verifyRegistrationResponse({
    response: {
      id: answer.id,
      rawId: answer.rawId,
      type: answer.type,
      clientExtensionResults: {},
      response: {
        clientDataJSON: answer.response.clientDataJSON,
        attestationObject: answer.response.attestationObject,
      },
    },
    expectedChallenge: challenge.toString("base64url"),
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => null);
  if (!verified?.verified) return err("attestation_refused");
  const { credential, aaguid, credentialDeviceType, credentialBackedUp } = verified.registrationInfo;
  return ok({
    credentialId: Buffer.from(credential.id, "base64url"),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports,
    aaguid,
    deviceType: credentialDeviceType,
    backedUp: credentialBackedUp,
  });
}

/** What a browser needs to answer with a passkey; without `allow` the person picks any of theirs. */
export function assertionOptions(
  rp: RelyingParty,
  o: {
    readonly challenge: Buffer;
    readonly lifeSec: number;
    readonly allow: readonly { readonly credentialId: Buffer; readonly transports: readonly string[] }[];
  },
): Promise<AssertionOptions> {
  return generateAuthenticationOptions({
    rpID: rp.id,
    challenge: new Uint8Array(o.challenge),
    timeout: o.lifeSec * 1000,
    userVerification: "required",
    allowCredentials: o.allow.map((c) => ({
      id: c.credentialId.toString("base64url"),
      transports: [...c.transports],
    })),
  });
}

/**
 * Checks a passkey's answer (WebAuthn §7.2) except for its counter, which the caller compares and stores in one
 * statement: only a proved signature may say that a passkey was cloned.
 *
 * @param challenge already looked up and spent by the caller.
 */
export async function verifyAssertion(
  rp: RelyingParty,
  answer: AssertionAnswer,
  challenge: Buffer,
  credential: Credential,
): Promise<Result<{ readonly counter: number; readonly backedUp: boolean }, RefusalReason>> {
  const judged = judgeClientData(rp, answer.response.clientDataJSON, "webauthn.get");
  if (!judged.ok) return judged;
  const data = Buffer.from(answer.response.authenticatorData, "base64url");
  if (!data.subarray(0, 32).equals(sha256(rp.id))) return err("relying_party_foreign");
  if (((data[32] ?? 0) & USER_VERIFIED) === 0) return err("user_not_verified");
  const { authenticatorData, clientDataJSON, signature } = answer.response;
  const verified = await verifyAuthenticationResponse({
    response: {
      id: answer.id,
      rawId: answer.rawId,
      type: answer.type,
      clientExtensionResults: {},
      response: { authenticatorData, clientDataJSON, signature },
    },
    expectedChallenge: challenge.toString("base64url"),
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    requireUserVerification: true,
    credential: {
      id: credential.credentialId.toString("base64url"),
      publicKey: new Uint8Array(credential.publicKey),
      // 0 keeps the library from judging the counter before it has verified the signature.
      counter: 0,
    },
  }).catch(() => null);
  if (!verified?.verified) return err("signature_wrong");
  return ok({
    counter: verified.authenticationInfo.newCounter,
    backedUp: verified.authenticationInfo.credentialBackedUp,
  });
}

/** The 16 bytes of a person's id: what an authenticator stores as the user, and gives back. */
export function userHandleOf(personId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(personId.replaceAll("-", ""), "hex"));
}
