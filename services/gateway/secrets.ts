import type { KeyObject } from "node:crypto";
import { hmacKey } from "#lib/crypto/hmac.ts";
import type { Key, Version } from "#lib/enforce/snapshot.ts";
import { unwrapDataKey, type WrappedDataKey } from "#lib/vault/data-key.ts";
import { dataKeyIdOf, openSealed } from "#lib/vault/open.ts";

const OPENED_MAX = 10_000;
const DATA_KEYS_OPENED_MAX = 1_000;

/** The MAC keys of HMAC versions, each opened when a request first names it; so many are kept open at once. */
export class Secrets {
  readonly #wrapped = new Map<string, WrappedDataKey>();
  readonly #dataKeys = new Lru<KeyObject>(DATA_KEYS_OPENED_MAX);
  readonly #opened = new Lru<KeyObject>(OPENED_MAX);
  readonly #log: (what: string, error: unknown) => void;

  constructor(log: (what: string, error: unknown) => void) {
    this.#log = log;
  }

  /** Data keys, still wrapped: they have to be here before a key that needs them is judged. */
  putDataKey(row: WrappedDataKey): void {
    this.#wrapped.set(row.id, row);
  }

  hasDataKey(id: string): boolean {
    return this.#wrapped.has(id);
  }

  /** Null where the value does not open: no signature of that version can be verified then. */
  readonly secretOf = (version: Version, key: Key): KeyObject | null => {
    const opened = this.#opened.get(version.id);
    if (opened !== undefined) return opened;
    try {
      const secret = this.#open(version, key);
      this.#opened.set(version.id, secret);
      return secret;
    } catch (error) {
      this.#log(`the MAC key of version ${version.id} does not open`, error);
      return null;
    }
  };

  #open(version: Version, key: Key): KeyObject {
    const id = dataKeyIdOf(version.material);
    let dataKey = this.#dataKeys.get(id);
    if (dataKey === undefined) {
      const row = this.#wrapped.get(id);
      if (row === undefined) throw new Error(`the data key ${id} was not loaded`);
      dataKey = unwrapDataKey(row);
      this.#dataKeys.set(id, dataKey);
    }
    const place = { orgId: key.orgId, table: "key_versions", column: "sealed_secret", rowId: version.id };
    const plaintext = openSealed(version.material, place, dataKey);
    const secret = hmacKey(plaintext);
    plaintext.fill(0);
    return secret;
  }
}

/** What was used last is at the end; what was used longest ago goes first. */
class Lru<T> {
  readonly #max: number;
  readonly #entries = new Map<string, T>();

  constructor(max: number) {
    this.#max = max;
  }

  get(id: string): T | undefined {
    const value = this.#entries.get(id);
    if (value === undefined) return undefined;
    this.#entries.delete(id);
    this.#entries.set(id, value);
    return value;
  }

  set(id: string, value: T): void {
    this.#entries.set(id, value);
    if (this.#entries.size <= this.#max) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
