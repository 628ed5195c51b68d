import { hash } from "node:crypto";

/** SHA-256 of bytes, or of a text's UTF-8 bytes: 32 bytes. */
export function sha256(data: Uint8Array | string): Buffer {
  return hash("sha256", data, "buffer");
}

/** SHA-512 of bytes, or of a text's UTF-8 bytes: 64 bytes. */
export function sha512(data: Uint8Array | string): Buffer {
  return hash("sha512", data, "buffer");
}
