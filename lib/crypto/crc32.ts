import { crc32 as zlibCrc32 } from "node:zlib";

/**
 * CRC-32 as in ISO 3309 and zlib, of bytes or of a text's UTF-8 bytes; 0 … 2^32−1.
 * Catches typing errors and truncation; it is no proof of anything.
 */
export function crc32(data: Uint8Array | string): number {
  return zlibCrc32(data);
}
