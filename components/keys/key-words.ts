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

/** What is left of it with us. */
export const SECRET_KEPT: Readonly<Record<IssuableKind, string>> = {
  ed25519: "It was made in this browser and never sent.",
  hmac: "The gate keeps it encrypted, to check signatures with; nobody can read it here again.",
  bearer: "We keep only its fingerprint.",
};
