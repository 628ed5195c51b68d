import type { KeyObject } from "node:crypto";
import type { BearerToken } from "#lib/crypto/bearer-token.ts";
import { constantTimeEqual } from "#lib/crypto/constant-time.ts";
import type { ReceivedRequest } from "#lib/signing/received-request.ts";
import { coversEnough, type ParsedSignature, signatureBase } from "#lib/signing/rfc9421.ts";
import { type VerificationKey, verifyRfc9421 } from "#lib/signing/verify-rfc9421.ts";
import type { Key, Version } from "./snapshot.ts";

/** Why a credential proves nothing: for the owner's eyes only, since all of them get one and the same answer. */
export type CredentialFault =
  | "absent"
  | "checksum_wrong"
  | "coverage_insufficient"
  | "digest_mismatch"
  | "key_unknown"
  | "kind_mismatch"
  | "secret_mismatch"
  | "signature_mismatch"
  | "version_ended";

export type Proof =
  | { readonly proved: true; readonly version: Version }
  | { readonly proved: false; readonly cause: CredentialFault };

/** Two generations are live during a rotation. Every failure costs as much as trying both. */
const VERSIONS_TRIED = 2;
const NO_HASH = Buffer.alloc(32);

/** Gives a version's MAC key, opened when first needed; null when it can't be opened. */
export type SecretOf = (version: Version, key: Key) => KeyObject | null;

/** Compares a token with the live versions of the key it names. @param key null: there is no such key. */
export function proveBearer(token: BearerToken, key: Key | null, nowMs: number): Proof {
  const bearer = key?.kind === "bearer" ? key : null;
  const versions = bearer?.versions ?? [];
  let ended = false;
  for (let i = 0; i < Math.max(VERSIONS_TRIED, versions.length); i++) {
    const version = versions[i];
    const same = constantTimeEqual(version?.material ?? NO_HASH, token.tokenHash);
    if (!same || version === undefined) continue;
    if (version.validUntilMs > nowMs) return { proved: true, version };
    ended = true;
  }
  const cause = key === null ? "key_unknown" : bearer === null ? "kind_mismatch" : "secret_mismatch";
  return { proved: false, cause: ended ? "version_ended" : cause };
}

/**
 * Verifies a signature with the live versions of the key it names.
 *
 * The arithmetic is done for an unknown key too, and for one of another kind: the time taken tells nothing of the key.
 *
 * @param hasBody a length above 0, or chunked: then the body's digest must be covered.
 */
export function proveSignature(
  signature: ParsedSignature,
  request: ReceivedRequest,
  o: {
    readonly hasBody: boolean;
    readonly key: Key | null;
    readonly nowMs: number;
    readonly secretOf: SecretOf;
  },
): Proof {
  const { key, nowMs } = o;
  const base = signatureBase(signature, request);
  // What is not covered can't be proved by any key: nothing about the key is told by answering at once.
  if (!coversEnough(signature, o.hasBody)) return { proved: false, cause: "coverage_insufficient" };
  if (!base.ok) return { proved: false, cause: "signature_mismatch" };
  let tried = 0;
  for (const version of key === null || key.kind === "bearer" ? [] : key.versions) {
    if (version.validUntilMs <= nowMs || tried === VERSIONS_TRIED) continue;
    tried += 1;
    if (verifyRfc9421(signature, base.value, verificationKey(version, key as Key, o.secretOf))) {
      return { proved: true, version };
    }
  }
  for (; tried < VERSIONS_TRIED; tried++) verifyRfc9421(signature, base.value, null);
  const cause = key === null ? "key_unknown" : key.kind === "bearer" ? "kind_mismatch" : "signature_mismatch";
  return { proved: false, cause };
}

function verificationKey(version: Version, key: Key, secretOf: SecretOf): VerificationKey | null {
  if (version.algorithm === "ed25519") return { algorithm: "ed25519", publicKey: version.material };
  if (version.algorithm !== "hmac-sha256") return null;
  const secret = secretOf(version, key);
  return secret === null ? null : { algorithm: "hmac-sha256", secret };
}

/** Whether a version proves anything now: a body may take a minute to arrive, and versions end meanwhile. */
export function stillLives(proved: Version | null, { versions }: Key, nowMs: number): boolean {
  return versions.some(({ id, validUntilMs }) => id === proved?.id && validUntilMs > nowMs);
}
