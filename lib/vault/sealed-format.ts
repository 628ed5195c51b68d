import { GCM_NONCE_LENGTH, GCM_TAG_LENGTH } from "./aes-gcm.ts";
import { VaultError } from "./errors.ts";
import { lengthPrefixed, type Place } from "./place.ts";

/**
 * A sealed value: magic "KW" ‖ format version (1 byte) ‖ data key's id (16 bytes) ‖ what the format version says.
 * Version 1: nonce (12) ‖ AES-256-GCM ciphertext ‖ tag (16). Another cipher is another version; old values stay readable.
 */
const MAGIC = Buffer.from("KW", "latin1");
const FORMAT_AES_256_GCM = 1;
const HEADER_LENGTH = MAGIC.length + 1 + 16;
const LENGTH_MIN = HEADER_LENGTH + GCM_NONCE_LENGTH + GCM_TAG_LENGTH;

export type Sealed = {
  readonly dataKeyId: string;
  readonly header: Buffer;
  readonly nonce: Buffer;
  readonly ciphertextAndTag: Buffer;
};

/** @param dataKeyId a UUID. */
export function sealedHeader(dataKeyId: string): Buffer {
  return Buffer.concat([
    MAGIC,
    Buffer.from([FORMAT_AES_256_GCM]),
    Buffer.from(dataKeyId.replaceAll("-", ""), "hex"),
  ]);
}

/** @throws {VaultError} `sealed_malformed`: too short, another magic, or a format this release doesn't know. */
export function parseSealed(bytes: Uint8Array): Sealed {
  const sealed = Buffer.from(bytes);
  if (sealed.length < LENGTH_MIN || !sealed.subarray(0, MAGIC.length).equals(MAGIC))
    throw new VaultError("sealed_malformed", "these bytes are no sealed value");
  if (sealed[MAGIC.length] !== FORMAT_AES_256_GCM)
    throw new VaultError(
      "sealed_malformed",
      `sealed format ${sealed[MAGIC.length]} is not known to this release`,
    );
  const header = sealed.subarray(0, HEADER_LENGTH);
  const hex = header.toString("hex", MAGIC.length + 1);
  return {
    dataKeyId: [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
      "-",
    ),
    header,
    nonce: sealed.subarray(HEADER_LENGTH, HEADER_LENGTH + GCM_NONCE_LENGTH),
    ciphertextAndTag: sealed.subarray(HEADER_LENGTH + GCM_NONCE_LENGTH),
  };
}

/** What the tag covers besides the ciphertext: the header, and the place the value is for. */
export function sealedAad(header: Uint8Array, place: Place): Buffer {
  return Buffer.concat([header, lengthPrefixed([place.orgId, place.table, place.column, place.rowId])]);
}
