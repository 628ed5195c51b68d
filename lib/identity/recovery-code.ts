import { randomBytes } from "node:crypto";
import { sha256 } from "#lib/crypto/hash.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARS = 20;
const FORM = /^[0-9A-HJKMNP-TV-Z]{20}$/;

/** Twenty random Crockford base-32 characters (100 bits), in groups of five. */
export function newRecoveryCode(): string {
  let code = "";
  for (const byte of randomBytes(CHARS)) code += ALPHABET[byte & 31];
  return code.replace(/.{5}(?=.)/g, "$&-");
}

/**
 * What is kept of a code. Case, spaces and hyphens don't matter, and O, I, L are read as 0, 1, 1.
 *
 * @returns 32 bytes; `null` for a text that is no code at all.
 */
export function recoveryCodeHash(typed: string): Buffer | null {
  const plain = typed.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return FORM.test(plain) ? sha256(plain) : null;
}
