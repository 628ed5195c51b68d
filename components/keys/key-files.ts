import type { IssuableKind } from "#lib/keys/contract.ts";

/** What the gate's certificate is signed by, as it is saved from the Connect page. */
export const CA_FILE = "keywarden-ca.pem";

/**
 * The file a key's secret half is saved as and read from again: `mm-prod-eu-2.pem`, or `.env` where it is a text.
 * Names of keys may hold anything; a file's name holds what needs no quotes in a shell. A later version never
 * overwrites the file of the one that still works beside it.
 */
export function keyFileName(key: {
  readonly keyId: string;
  readonly name: string;
  readonly kind: IssuableKind;
  /** 1, 2, 3 … */
  readonly version: number;
}): string {
  const stem = key.name
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "")
    .slice(0, 60);
  const version = key.version === 1 ? "" : `-v${key.version}`;
  return `${stem === "" ? key.keyId : stem}${version}.${key.kind === "ed25519" ? "pem" : "env"}`;
}

/** What the file of a bearer or HMAC key holds: what a program needs to send its first request. */
export function envFile(key: {
  readonly keyId: string;
  readonly kind: "bearer" | "hmac";
  readonly secret: string;
  /** The gate's origin. */
  readonly gate: string;
}): string {
  const variable = key.kind === "bearer" ? "KEYWARDEN_TOKEN" : "KEYWARDEN_SECRET";
  return [`KEYWARDEN_URL=${key.gate}`, `KEYWARDEN_KEY_ID=${key.keyId}`, `${variable}=${key.secret}`, ""].join(
    "\n",
  );
}
