import { hash } from "node:crypto";

const LENGTH = 16;

/**
 * A short name for a public key or a high-entropy secret, to show and to compare by eye:
 * the first 16 characters (96 bits) of its SHA-256 in base64url.
 *
 * @param data for a public key its SPKI DER, so that `openssl pkey -pubin -outform DER` leads to the same bytes.
 *             Never a password or anything else that can be guessed: the fingerprint would confirm the guess.
 */
export function fingerprint(data: Uint8Array | string): string {
  return hash("sha256", data, "base64url").slice(0, LENGTH);
}
