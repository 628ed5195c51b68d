/** How many nonces are kept: of all keys together, and of one. */
export type NonceBounds = { readonly total: number; readonly perKey: number };

export const NONCE_BOUNDS: NonceBounds = { total: 500_000, perKey: 50_000 };

/** What one gate hands over to its successor. */
export type NonceEntry = readonly [holder: string, nonce: string, untilMs: number];

/**
 * The nonces seen, each until no request that carries it could pass any more. Nothing is ever evicted for room: a full
 * store refuses instead, since a forgotten nonce could be used again.
 */
export class NonceStore {
  readonly #bounds: NonceBounds;
  /** `holder nonce`: neither holds a space. */
  readonly #seen = new Set<string>();
  readonly #counts = new Map<string, number>();
  /** Second in which they end → what ends then. */
  readonly #ends = new Map<number, string[]>();
  #purgedSec = 0;

  constructor(bounds: NonceBounds = NONCE_BOUNDS) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#seen.size;
  }

  /**
   * Keeps a nonce, unless it is there already.
   *
   * @param holder the key that proved itself: each has nonces of its own, whichever version signed.
   * @param keepMs how long from now; at most 61 s.
   */
  remember(holder: string, nonce: string, nowMs: number, keepMs: number): "kept" | "replayed" | "full" {
    this.#purge(nowMs);
    const entry = `${holder} ${nonce}`;
    if (this.#seen.has(entry)) return "replayed";
    const count = this.#counts.get(holder) ?? 0;
    if (count >= this.#bounds.perKey || this.#seen.size >= this.#bounds.total) return "full";
    this.#add(entry, holder, count, nowMs + keepMs);
    return "kept";
  }

  /** Everything still kept, for whoever comes after this process. */
  handOver(nowMs: number): NonceEntry[] {
    this.#purge(nowMs);
    const entries: NonceEntry[] = [];
    for (const [sec, ending] of this.#ends) {
      for (const entry of ending) {
        const at = entry.indexOf(" ");
        entries.push([entry.slice(0, at), entry.slice(at + 1), sec * 1000]);
      }
    }
    return entries;
  }

  /** Takes over what a process before this one kept. */
  takeOver(entries: readonly NonceEntry[], nowMs: number): void {
    for (const [holder, nonce, untilMs] of entries) {
      const entry = `${holder} ${nonce}`;
      if (untilMs <= nowMs || this.#seen.has(entry)) continue;
      this.#add(entry, holder, this.#counts.get(holder) ?? 0, untilMs);
    }
  }

  #add(entry: string, holder: string, count: number, untilMs: number): void {
    const sec = Math.ceil(untilMs / 1000);
    this.#seen.add(entry);
    this.#counts.set(holder, count + 1);
    const ending = this.#ends.get(sec);
    if (ending === undefined) this.#ends.set(sec, [entry]);
    else ending.push(entry);
  }

  #purge(nowMs: number): void {
    const nowSec = Math.floor(nowMs / 1000);
    if (nowSec <= this.#purgedSec) return;
    this.#purgedSec = nowSec;
    // At most as many seconds as a nonce is kept, however long nobody came by.
    for (const [sec, ending] of this.#ends) {
      if (sec > nowSec) continue;
      this.#ends.delete(sec);
      for (const entry of ending) this.#forget(entry);
    }
  }

  #forget(entry: string): void {
    this.#seen.delete(entry);
    const holder = entry.slice(0, entry.indexOf(" "));
    const left = (this.#counts.get(holder) ?? 1) - 1;
    if (left > 0) this.#counts.set(holder, left);
    else this.#counts.delete(holder);
  }
}
