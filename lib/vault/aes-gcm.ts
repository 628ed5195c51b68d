import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";

export const GCM_KEY_LENGTH = 32;
export const GCM_NONCE_LENGTH = 12;
export const GCM_TAG_LENGTH = 16;

/**
 * AES-256-GCM (NIST SP 800-38D).
 *
 * @param key   a secret KeyObject of 32 bytes.
 * @param nonce never twice under one key; random 96 bits are good for 2^32 messages a key.
 * @returns ciphertext ‖ 16-byte tag.
 */
export function gcmEncrypt(
  key: KeyObject,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: GCM_TAG_LENGTH });
  cipher.setAAD(aad);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Undoes `gcmEncrypt`. Nothing of the plaintext leaves before its tag is verified; a shorter tag is refused.
 *
 * @returns null when key, nonce, ciphertext, tag or associated data isn't what it was made with.
 */
export function gcmDecrypt(
  key: KeyObject,
  nonce: Uint8Array,
  ciphertextAndTag: Uint8Array,
  aad: Uint8Array,
): Buffer | null {
  const tagAt = ciphertextAndTag.length - GCM_TAG_LENGTH;
  if (tagAt < 0 || nonce.length === 0) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: GCM_TAG_LENGTH });
  decipher.setAAD(aad);
  decipher.setAuthTag(ciphertextAndTag.subarray(tagAt));
  const plaintext = decipher.update(ciphertextAndTag.subarray(0, tagAt));
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    plaintext.fill(0);
    return null;
  }
}
