import sodium from "sodium-native";
import { err, ok, type Result } from "#lib/kernel/result.ts";

export const ED25519_PUBLIC_KEY_LENGTH = 32;
export const ED25519_SIGNATURE_LENGTH = 64;

/** DER of SubjectPublicKeyInfo { id-Ed25519, no parameters } up to the 32 bytes of the key (RFC 8410 §4). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
const SPKI_LENGTH = SPKI_PREFIX.length + ED25519_PUBLIC_KEY_LENGTH;
const ED25519_OID = Buffer.from("06032b6570", "hex");
/** A PEM of one Ed25519 key has 113 characters; the rest is room for line endings and spaces. */
const TEXT_LENGTH_MAX = 1024;

const PEM = /^-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END PUBLIC KEY-----$/;

const FORM = "Give an Ed25519 public key as PEM, beginning with -----BEGIN PUBLIC KEY-----.";

function invalid(detail: string) {
  return err("public_key_invalid", { detail });
}

/**
 * Reads a public key that a person pasted or a file held.
 *
 * @param input text: SPKI in PEM (RFC 7468), nothing around it but white space. Bytes: SPKI in DER, or the raw 32.
 * @returns the raw 32 bytes of a point that is safe to verify with: on the curve, canonically encoded, in the
 *          prime-order group. Low-order points are refused: under them one signature fits many messages.
 */
export function importEd25519PublicKey(input: string | Uint8Array): Result<Buffer, "public_key_invalid"> {
  let der: Uint8Array = typeof input === "string" ? Buffer.alloc(0) : input;
  if (typeof input === "string") {
    const text = input.trim();
    if (text.length > TEXT_LENGTH_MAX) return invalid(FORM);
    if (/PRIVATE KEY-----/.test(text)) {
      return invalid(
        "This is a private key. Give the public key, and make a new pair: this one has been shown.",
      );
    }
    const body = PEM.exec(text)?.[1]?.replaceAll(/[\r\n]/g, "");
    if (body === undefined) return invalid(FORM);
    der = Buffer.from(body, "base64");
    if (Buffer.from(der).toString("base64") !== body) return invalid(FORM);
  }
  const raw = rawKey(der);
  if (raw === null) {
    return invalid(
      isOtherAlgorithm(der) ? "This key is not an Ed25519 key: its algorithm is another." : FORM,
    );
  }
  if (!sodium.crypto_core_ed25519_is_valid_point(raw)) {
    return invalid(
      "This is no Ed25519 public key that signatures can be trusted under: its point is not valid.",
    );
  }
  return ok(raw);
}

/** The key's own copy of its 32 bytes: a slice of a pooled buffer would pin the pool. */
function rawKey(der: Uint8Array): Buffer | null {
  const raw = Buffer.alloc(ED25519_PUBLIC_KEY_LENGTH);
  if (der.length === ED25519_PUBLIC_KEY_LENGTH) raw.set(der);
  else if (der.length === SPKI_LENGTH && SPKI_PREFIX.equals(der.subarray(0, SPKI_PREFIX.length))) {
    raw.set(der.subarray(SPKI_PREFIX.length));
  } else return null;
  return raw;
}

/** Only to word the refusal: a DER sequence in which the Ed25519 identifier does not stand in its place. */
function isOtherAlgorithm(der: Uint8Array): boolean {
  return der[0] === 0x30 && !Buffer.from(der.subarray(0, 16)).includes(ED25519_OID);
}

/** SPKI in DER (RFC 8410), 44 bytes: what fingerprints are taken of. */
export function ed25519SpkiDer(publicKey: Uint8Array): Buffer {
  if (publicKey.length !== ED25519_PUBLIC_KEY_LENGTH)
    throw new RangeError("an Ed25519 public key has 32 bytes");
  return Buffer.concat([SPKI_PREFIX, publicKey]);
}

/** SPKI in PEM (RFC 7468), ending in a line feed. */
export function ed25519SpkiPem(publicKey: Uint8Array): string {
  const body = ed25519SpkiDer(publicKey).toString("base64");
  return `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----\n`;
}

/**
 * Verifies an Ed25519 signature (RFC 8032 §5.1.7, with libsodium's stricter rules: canonical S and points of
 * full order only). A signature of any other length than 64 is false; the native function would read a prefix of it.
 *
 * @param publicKey 32 bytes, as `importEd25519PublicKey` gave them.
 * @throws {RangeError} publicKey of another length: a caller's bug.
 */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== ED25519_PUBLIC_KEY_LENGTH)
    throw new RangeError("an Ed25519 public key has 32 bytes");
  if (signature.length !== ED25519_SIGNATURE_LENGTH) return false;
  return sodium.crypto_sign_verify_detached(signature, message, publicKey);
}
