import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { privateDir, writePrivate } from "#services/secret-file.ts";

/** A key of the demo whose secret half is written down, so that a person can try it. */
export type HandedOutKey = {
  readonly name: string;
  readonly organization: string;
  readonly keyId: string;
  readonly kind: "ed25519" | "hmac" | "bearer";
  readonly scopes: readonly string[];
  /** null: any address. */
  readonly networks: readonly string[] | null;
  /** PKCS #8 PEM of an Ed25519 key; the secret of an HMAC key; the whole token of a bearer key. */
  readonly secret: string;
};

export type KeyPair = { readonly publicKeyPem: string; readonly privateKeyPem: string };

/** Real keys from the system's randomness: a demo's gate is a gate. */
export function newKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function demoDirOf(dataDir: string): string {
  return join(dataDir, "demo");
}

/** Writes each secret to a 0600 file of its own, and `keys.json`, which names them and holds none. */
export function writeHandedOutKeys(dataDir: string, keys: readonly HandedOutKey[]): void {
  const dir = demoDirOf(dataDir);
  privateDir(dir);
  const listed = keys.map(({ secret, ...key }) => {
    const file = join(dir, `${key.name}.${key.kind === "ed25519" ? "pem" : "secret"}`);
    writePrivate(file, secret.endsWith("\n") ? secret : `${secret}\n`);
    return { ...key, file };
  });
  writePrivate(join(dir, "keys.json"), `${JSON.stringify(listed, null, 2)}\n`);
}
