import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { base62Of256 } from "#lib/crypto/base62.ts";
import { formatBearerToken } from "#lib/crypto/bearer-token.ts";
import { newKeyId } from "#lib/kernel/ids.ts";

/** One key of each kind: what the gate has to know of them. */
export type Credentials = {
  readonly bearer: { readonly keyId: string; readonly token: string };
  readonly hmac: { readonly keyId: string; readonly secret: string };
  /** The raw 32 bytes in base64. */
  readonly ed25519: { readonly keyId: string; readonly publicKey: string };
};

export function makeCredentials(): { readonly credentials: Credentials; readonly privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const spki = publicKey.export({ type: "spki", format: "der" });
  const keyId = newKeyId();
  return {
    privateKey,
    credentials: {
      bearer: { keyId, token: formatBearerToken("live", keyId, randomBytes(32)) },
      hmac: { keyId: newKeyId(), secret: base62Of256(randomBytes(32)) },
      ed25519: { keyId: newKeyId(), publicKey: spki.subarray(-32).toString("base64") },
    },
  };
}
