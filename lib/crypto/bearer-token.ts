import { KEY_ID } from "#lib/kernel/ids.ts";
import { BASE62_32_LENGTH, base62Of32, base62Of256 } from "./base62.ts";
import { crc32 } from "./crc32.ts";
import { sha256 } from "./hash.ts";

export type BearerToken = {
  readonly env: "live" | "test";
  readonly keyId: string;
  /** SHA-256 of the whole token, 32 bytes: the only form in which it is stored or compared. */
  readonly tokenHash: Buffer;
};

/** `kw_live_` + `k_` and 16 + `_` + 43 + 6: every token has this length. */
export const BEARER_TOKEN_LENGTH = 76;
const TOKEN = /^kw_(live|test)_(k_[0-9A-HJKMNP-TV-Z]{16})_[0-9A-Za-z]{49}$/;
const AUTHORIZATION = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * The token that a bearer key is shown once as: `kw_<env>_<keyId>_<secret><crc>`.
 *
 * @param entropy 32 fresh random bytes; the secret is their 43 base62 characters.
 * @throws {RangeError} keyId or entropy of another form: a caller's bug.
 */
export function formatBearerToken(env: "live" | "test", keyId: string, entropy: Uint8Array): string {
  if (!KEY_ID.test(keyId)) throw new RangeError("formatBearerToken takes a key id");
  const checked = `kw_${env}_${keyId}_${base62Of256(entropy)}`;
  return checked + base62Of32(crc32(checked));
}

/**
 * Reads a bearer token and checks its CRC, so that a mistyped one costs no look-up.
 * It proves nothing: the hash must still be compared with the stored one, in constant time.
 *
 * @returns null for anything that was never issued in this form.
 */
export function parseBearerToken(token: string): BearerToken | null {
  if (token.length !== BEARER_TOKEN_LENGTH) return null;
  const match = TOKEN.exec(token);
  if (match === null) return null;
  const [, env, keyId] = match as unknown as [string, "live" | "test", string];
  const end = BEARER_TOKEN_LENGTH - BASE62_32_LENGTH;
  if (base62Of32(crc32(token.slice(0, end))) !== token.slice(end)) return null;
  return { env, keyId, tokenHash: sha256(token) };
}

/**
 * The credential of an `Authorization: Bearer …` value (RFC 6750 §2.1; the scheme's case does not matter).
 *
 * @returns null for another scheme or more than one credential; the caller bounds the header's length.
 */
export function bearerCredential(authorization: string): string | null {
  return AUTHORIZATION.exec(authorization)?.[1] ?? null;
}
