import { createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GCM_KEY_LENGTH, GCM_NONCE_LENGTH, gcmDecrypt, gcmEncrypt } from "./aes-gcm.ts";
import { VaultError } from "./errors.ts";

/** Which process may open what was sealed: each purpose has a key-encryption key of its own. */
export type Purpose = "gate" | "console";

/** A key-encryption key, wherever it lies: it wraps data keys and never leaves. */
export type Kek = {
  /** Tells keys apart without telling anything about them; stored beside what it wrapped. */
  readonly id: string;
  wrap(dataKey: Uint8Array, aad: Uint8Array): Buffer;
  /** @returns null when it was not wrapped by this key, or for another `aad`. */
  unwrap(wrapped: Uint8Array, aad: Uint8Array): Buffer | null;
};

type State = { uris: Partial<Record<Purpose, string>>; opened: Map<Purpose, Kek> };

// Next bundles this module beside the copy that the process itself loaded: the keys are the process's.
const shared = globalThis as { [key: symbol]: State | undefined };
const STATE = Symbol.for("keywarden.vault");
function state(): State {
  shared[STATE] ??= { uris: {}, opened: new Map() };
  return shared[STATE];
}

/** Names the key-encryption keys that this process may use, by provider URI; each is read when first needed. */
export function useKeyEncryption(uris: Partial<Record<Purpose, string>>): void {
  shared[STATE] = { uris, opened: new Map() };
}

/** Where a key lies unless the environment names another place: made by the launcher on the first start. */
export function defaultKekUri(dataDir: string, purpose: Purpose): string {
  return `file:${join(dataDir, "secrets", `kek-${purpose}`)}`;
}

/** @throws {VaultError} `kek_unknown` when this process was given none for the purpose; else as `openKek`. */
export function kekFor(purpose: Purpose): Kek {
  const { uris, opened } = state();
  const known = opened.get(purpose);
  if (known) return known;
  const uri = uris[purpose];
  if (uri === undefined)
    throw new VaultError("kek_unknown", `this process holds no ${purpose} key-encryption key`);
  const kek = openKek(uri);
  opened.set(purpose, kek);
  return kek;
}

/**
 * Opens a key-encryption key by its provider URI. `file:` and an absolute path: a file of exactly 32 bytes that
 * nobody but its owner may read or write.
 *
 * @throws {VaultError} `kek_unknown` (another provider), `kek_unreadable` (no such file, or not 32 bytes),
 *         `kek_exposed` (its mode lets others in). Messages name the path, never a byte of the key.
 */
export function openKek(uri: string): Kek {
  if (!uri.startsWith("file:/"))
    throw new VaultError("kek_unknown", "the key provider is not known to this release");
  return localKek(readKeyFile(uri.slice("file:".length)));
}

function readKeyFile(path: string): KeyObject {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new VaultError("kek_unreadable", `the key file ${path} can't be read (${code})`);
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size !== GCM_KEY_LENGTH)
      throw new VaultError(
        "kek_unreadable",
        `the key file ${path} must hold exactly ${GCM_KEY_LENGTH} bytes`,
      );
    if ((stat.mode & 0o077) !== 0)
      throw new VaultError(
        "kek_exposed",
        `others may use the key file ${path}: chmod 600 it, and rotate the key`,
      );
    const bytes = readFileSync(file);
    const key = createSecretKey(bytes);
    bytes.fill(0);
    return key;
  } finally {
    closeSync(file);
  }
}

function localKek(key: KeyObject): Kek {
  return {
    id: `file:${createHmac("sha256", key).update("keywarden key-encryption key id v1").digest("base64url").slice(0, 16)}`,
    wrap(dataKey, aad) {
      const nonce = randomBytes(GCM_NONCE_LENGTH);
      return Buffer.concat([nonce, gcmEncrypt(key, nonce, dataKey, aad)]);
    },
    unwrap(wrapped, aad) {
      if (wrapped.length < GCM_NONCE_LENGTH) return null;
      return gcmDecrypt(key, wrapped.subarray(0, GCM_NONCE_LENGTH), wrapped.subarray(GCM_NONCE_LENGTH), aad);
    },
  };
}
