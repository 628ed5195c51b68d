import { setTimeout as sleep } from "node:timers/promises";
import { type GateKeys, readJwks } from "./assertion.ts";

const FETCH_MS_MAX = 2_000;
const JWKS_BYTES_MAX = 65_536;
/** A key that isn't known may be a new one: looked up again, but no more often than this; who names it waits so long. */
const REFRESH_MS_MIN = 1_000;

/** The gate's public keys, fetched when first needed and again when an assertion names one not yet known. */
export class GateKeySource {
  readonly #url: string;
  #keys: GateKeys = new Map();
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  /** The keys as far as known, after a try to learn `keyId`. Never throws: an unreachable gate leaves the old ones. */
  async keysFor(keyId: string | null, nowMs: number): Promise<GateKeys> {
    if (keyId === null || this.#keys.has(keyId)) return this.#keys;
    this.#asking ??= this.#ask(nowMs).finally(() => {
      this.#asking = null;
    });
    await this.#asking;
    return this.#keys;
  }

  async #ask(nowMs: number): Promise<void> {
    const dueMs = Math.max(nowMs, this.#askedAtMs + REFRESH_MS_MIN);
    this.#askedAtMs = dueMs;
    if (dueMs > nowMs) await sleep(dueMs - nowMs);
    await this.#fetch();
  }

  async #fetch(): Promise<void> {
    try {
      const answer = await fetch(this.#url, { signal: AbortSignal.timeout(FETCH_MS_MAX), redirect: "error" });
      const body = Buffer.from(await answer.arrayBuffer());
      const keys = answer.ok && body.length <= JWKS_BYTES_MAX ? readJwks(body) : null;
      if (keys) this.#keys = keys;
    } catch {
      // The caller refuses the request: without the gate's key nothing can be believed.
    }
  }
}
