import type { Networks } from "./address.ts";

/*
 * What the gate knows of organizations and keys, in memory, as the database had it at one version of policy. Times and
 * statuses are judged when a request comes, so that nothing has to be told to the gate when time passes.
 */

export type Org = {
  readonly id: string;
  readonly frozen: boolean;
  /** A tier of the configuration; null: the built-in default. */
  readonly tier: string | null;
  /** The widest scopes that any of its keys is good for. */
  readonly ceiling: ReadonlySet<string>;
};

export type KeyKind = "bearer" | "hmac" | "ed25519";
export type KeyStatus = "active" | "suspended" | "revoked" | "pending";

export type Version = {
  readonly id: string;
  readonly algorithm: "sha256-token" | "hmac-sha256" | "ed25519";
  /** The raw public key, the token's SHA-256, or the sealed MAC key: as the algorithm says. */
  readonly material: Buffer;
  /** Infinity: as long as the key. */
  readonly validUntilMs: number;
};

export type Key = {
  readonly id: string;
  readonly orgId: string;
  readonly env: "live" | "test";
  readonly kind: KeyKind;
  readonly status: KeyStatus;
  readonly statusAtMs: number;
  readonly expiresAtMs: number;
  readonly scopes: ReadonlySet<string>;
  /** Null: any address. */
  readonly networks: Networks | null;
  readonly cidrs: readonly string[] | null;
  /** Newest first; those that ended not long ago included. */
  readonly versions: readonly Version[];
};

/** A key and its organization, as they are now. */
export type Holder = { readonly key: Key; readonly org: Org };

/** Organizations and keys by id. Changed by its loader alone, between requests and never during one. */
export class Snapshot {
  readonly #keys = new Map<string, Key>();
  readonly #orgs = new Map<string, Org>();

  get keyCount(): number {
    return this.#keys.size;
  }

  /** Null too for a key whose organization is not there: it can't be judged. */
  find(keyId: string): Holder | null {
    const key = this.#keys.get(keyId);
    const org = key && this.#orgs.get(key.orgId);
    return key && org ? { key, org } : null;
  }

  putKey(key: Key): void {
    this.#keys.set(key.id, key);
  }

  removeKey(keyId: string): void {
    this.#keys.delete(keyId);
  }

  putOrg(org: Org): void {
    this.#orgs.set(org.id, org);
  }

  removeOrg(orgId: string): void {
    this.#orgs.delete(orgId);
  }
}

/** The scopes a key is good for: its own, within its organization's ceiling. Sorted. */
export function effectiveScopes({ key, org }: Holder): readonly string[] {
  return [...key.scopes].filter((scope) => org.ceiling.has(scope)).sort();
}
