import type { KeyObject } from "node:crypto";
import { ED25519_SIGNATURE_LENGTH, verifyEd25519 } from "#lib/crypto/ed25519.ts";
import { hmacKey, verifyHmacSha256 } from "#lib/crypto/hmac.ts";
import type { ParsedSignature } from "./rfc9421.ts";

/** What a key version was pinned to at issue. Nothing in a request selects among these. */
export type VerificationKey =
  | { readonly algorithm: "ed25519" /** The raw 32 bytes. */; readonly publicKey: Buffer }
  | { readonly algorithm: "hmac-sha256" /** From `hmacKey(printedSecret)`. */; readonly secret: KeyObject };

/** RFC 8032 §7.1, test 1: a valid point, so that a dummy verification goes all the way. */
const DUMMY_PUBLIC_KEY = Buffer.from(
  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  "hex",
);
const DUMMY_SECRET = hmacKey(Buffer.alloc(32));

/**
 * Verifies a signature over its base with the key material that its version is pinned to.
 *
 * The work done depends on the signature's length, which the caller of the gate chose, and never on the key: with no
 * key, or one of another algorithm, it is done with a dummy. So the time taken tells a stranger neither whether a key
 * exists nor of which kind it is.
 *
 * @param key null for an unknown key.
 * @returns false too where the request names an algorithm (`alg`) that is not the key's.
 */
export function verifyRfc9421(parsed: ParsedSignature, base: Buffer, key: VerificationKey | null): boolean {
  const { signature, alg } = parsed;
  let valid: boolean;
  if (signature.length === ED25519_SIGNATURE_LENGTH) {
    const matching = key !== null && key.algorithm === "ed25519";
    valid = verifyEd25519(matching ? key.publicKey : DUMMY_PUBLIC_KEY, base, signature) && matching;
  } else {
    const matching = key !== null && key.algorithm === "hmac-sha256";
    valid = verifyHmacSha256(matching ? key.secret : DUMMY_SECRET, base, signature) && matching;
  }
  return valid && (alg === null || alg === key?.algorithm);
}
