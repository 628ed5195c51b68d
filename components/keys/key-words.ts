import type { IssuableKind } from "#lib/keys/contract.ts";

/** Kinds of credentials as lists and headers name them. */
export const KEY_KIND_WORDS: Readonly<Record<IssuableKind, string>> = {
  ed25519: "Ed25519",
  hmac: "HMAC",
  bearer: "Bearer",
};

/** What of a new credential is handed over, as its box is titled. */
export const SECRET_WORDS: Readonly<Record<IssuableKind, string>> = {
  ed25519: "Private key",
  hmac: "HMAC secret",
  bearer: "Bearer token",
};
