import { timingSafeEqual } from "node:crypto";

/**
 * Compares two digests or MACs in a time that depends on their length only.
 *
 * A difference in length is answered at once: compare digests, whose length is no secret, never the secrets.
 */
export function constantTimeEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
