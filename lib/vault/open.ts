import type { KeyObject } from "node:crypto";
import { gcmDecrypt } from "./aes-gcm.ts";
import { VaultError } from "./errors.ts";
import type { Place } from "./place.ts";
import { parseSealed, sealedAad } from "./sealed-format.ts";

/**
 * Which data key a sealed value needs.
 *
 * @throws {VaultError} `sealed_malformed`.
 */
export function dataKeyIdOf(sealed: Uint8Array): string {
  return parseSealed(sealed).dataKeyId;
}

/**
 * Opens a sealed value where it stands.
 *
 * @param dataKey of `dataKeyIdOf(sealed)`, unwrapped.
 * @throws {VaultError} `sealed_malformed`, or `sealed_refused`: the bytes were altered, stood elsewhere when they
 *         were sealed (organization, table, column or row), or belong to another data key.
 */
export function openSealed(sealed: Uint8Array, place: Place, dataKey: KeyObject): Buffer {
  const { header, nonce, ciphertextAndTag } = parseSealed(sealed);
  const plaintext = gcmDecrypt(dataKey, nonce, ciphertextAndTag, sealedAad(header, place));
  if (plaintext === null) {
    throw new VaultError(
      "sealed_refused",
      `the sealed value in ${place.table}.${place.column} of row ${place.rowId} does not open there`,
    );
  }
  return plaintext;
}
