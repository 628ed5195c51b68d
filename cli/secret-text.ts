import type { KeyKind } from "#lib/keys/contract.ts";

/** The secret with what a person has to know about it; a public-key kind has its fingerprint alone. */
export function secretFact(made: { secret: string | null; fingerprint: string }): [string, string][] {
  if (made.secret === null) return [["Public key", `fingerprint ${made.fingerprint}`]];
  return [["Secret", `${made.secret}\nShown once. We keep only its fingerprint, ${made.fingerprint}.`]];
}

/** How a request is made with it. */
export function howToUse(kind: KeyKind, keyId: string, gateway: string): string {
  switch (kind) {
    case "bearer":
      return `send "Authorization: Bearer <secret>" to ${gateway}`;
    case "hmac":
      return `sign with hmac-sha256 (RFC 9421), keyid ${keyId}, to ${gateway};\nthe MAC key is the secret as it is printed`;
    default:
      return `sign with ${kind} (RFC 9421), keyid ${keyId}, to ${gateway}`;
  }
}
