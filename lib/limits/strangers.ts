import { IDLE_TAT_US, type Rate, rateOf, spend, waitUs } from "./gcra.ts";

export type StrangersPolicy = { readonly failures: number; readonly windowSec: number };

type Record = { tatUs: number; bannedUntilUs: number; level: number; forgetAtUs: number };

const ADDRESSES_MAX = 100_000;
const SWEEP = 32;
const BAN_US_MAX = 3_600_000_000;
/** A ban is remembered, and makes the next one longer, for this many times its own length. */
const MEMORY = 10;

/**
 * Counts the failures of callers who prove nothing, by address. Whoever fails more often than the policy lets them is
 * banned for one window, and for twice as long with every ban that follows, up to an hour.
 *
 * A ban changes what a failure is answered with. It never meets a caller who proves a credential.
 */
export class Strangers {
  readonly #rate: Rate;
  readonly #banUs: number;
  readonly #max: number;
  readonly #records = new Map<string, Record>();
  readonly #shared: Record = fresh();
  #sweep: Iterator<[string, Record]> | null = null;

  /** @param max addresses told apart at once; beyond it newcomers share one record. */
  constructor(policy: StrangersPolicy, max: number = ADDRESSES_MAX) {
    this.#rate = rateOf({ quota: policy.failures, windowSec: policy.windowSec, burst: policy.failures });
    this.#banUs = policy.windowSec * 1_000_000;
    this.#max = max;
  }

  get size(): number {
    return this.#records.size;
  }

  /**
   * Notes a failure.
   *
   * @param block as `addressBlock` gives it.
   * @returns whole seconds that the ban still lasts; 0: not banned, answer the failure as it is.
   */
  fail(block: string, nowUs: number): number {
    const record = this.#recordOf(block, nowUs);
    if (record.bannedUntilUs > nowUs) return Math.ceil((record.bannedUntilUs - nowUs) / 1_000_000);
    if (waitUs(record.tatUs, nowUs, this.#rate, 1) === 0) {
      record.tatUs = spend(record.tatUs, nowUs, this.#rate, 1);
      return 0;
    }
    if (record.forgetAtUs <= nowUs) record.level = 0;
    const banUs = Math.min(this.#banUs * 2 ** record.level, Math.max(BAN_US_MAX, this.#banUs));
    record.level += 1;
    record.bannedUntilUs = nowUs + banUs;
    record.forgetAtUs = record.bannedUntilUs + banUs * MEMORY;
    return Math.ceil(banUs / 1_000_000);
  }

  #recordOf(block: string, nowUs: number): Record {
    const known = this.#records.get(block);
    if (known !== undefined) return known;
    if (this.#records.size >= this.#max && !this.#forgetIdle(nowUs)) return this.#shared;
    const record = fresh();
    this.#records.set(block, record);
    return record;
  }

  #forgetIdle(nowUs: number): boolean {
    for (let looked = 0; looked < SWEEP; looked++) {
      this.#sweep ??= this.#records.entries();
      const next = this.#sweep.next();
      if (next.done) {
        this.#sweep = null;
        continue;
      }
      const [block, { tatUs, forgetAtUs, bannedUntilUs }] = next.value;
      if (tatUs <= nowUs && bannedUntilUs <= nowUs && forgetAtUs <= nowUs) this.#records.delete(block);
    }
    return this.#records.size < this.#max;
  }
}

function fresh(): Record {
  return { tatUs: IDLE_TAT_US, bannedUntilUs: 0, level: 0, forgetAtUs: 0 };
}
