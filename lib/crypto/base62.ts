const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Characters that hold 256 bits: 62^43 > 2^256 > 62^42. */
const BASE62_256_LENGTH = 43;
/** Characters that hold 32 bits: 62^6 > 2^32 > 62^5. */
export const BASE62_32_LENGTH = 6;

/**
 * 256 bits as 43 base62 characters (0-9, A-Z, a-z), most significant first, padded with `0`.
 *
 * @param bytes exactly 32 bytes, read as a big-endian number.
 * @throws {RangeError} another length: a caller's bug.
 */
export function base62Of256(bytes: Uint8Array): string {
  if (bytes.length !== 32) throw new RangeError(`base62Of256 takes 32 bytes, got ${bytes.length}`);
  let rest = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  let text = "";
  for (let i = 0; i < BASE62_256_LENGTH; i++) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

/**
 * A 32-bit number as 6 base62 characters, most significant first, padded with `0`.
 *
 * @throws {RangeError} not an integer in 0 … 2^32−1: a caller's bug.
 */
export function base62Of32(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw new RangeError(`base62Of32 takes an unsigned 32-bit integer, got ${value}`);
  }
  let rest = value;
  let text = "";
  for (let i = 0; i < BASE62_32_LENGTH; i++) {
    text = ALPHABET.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
