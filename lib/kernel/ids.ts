import { randomBytes, randomFillSync } from "node:crypto";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `k_` and 16 random Crockford base-32 characters (80 bits). */
export const KEY_ID = /^k_[0-9A-HJKMNP-TV-Z]{16}$/;
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function newKeyId(): string {
  let id = "k_";
  for (const byte of randomBytes(16)) id += CROCKFORD[byte & 31];
  return id;
}

const entropy = Buffer.alloc(10 * 256);
let entropyAt = entropy.length;
/** The part that ids of one millisecond share. */
let prefix = "";
let prefixMs = -1;

/**
 * A UUIDv7 (RFC 9562 §5.7): sortable by millisecond, 74 random bits after.
 *
 * @param nowMs milliseconds since the epoch; 0 ≤ nowMs < 2^48.
 */
export function uuidv7(nowMs: number = Date.now()): string {
  if (entropyAt === entropy.length) {
    randomFillSync(entropy);
    entropyAt = 0;
  }
  if (nowMs !== prefixMs) {
    const time = Math.trunc(nowMs).toString(16).padStart(12, "0");
    prefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
    prefixMs = nowMs;
  }
  const random = entropy.toString("hex", entropyAt, entropyAt + 10);
  const variant = "89ab"[(entropy[entropyAt + 9] as number) & 3];
  entropyAt += 10;
  return `${prefix}${random.slice(0, 3)}-${variant}${random.slice(3, 6)}-${random.slice(6, 18)}`;
}
