import { IDLE_TAT_US } from "./gcra.ts";

/** Buckets looked at for an idle one whenever there is no room: the cost of a flood stays constant. */
const SWEEP = 32;

/**
 * The theoretical arrival times of many callers, bounded. Only a bucket whose caller is idle again is ever forgotten:
 * forgetting another would hand out its burst anew. When all are busy, newcomers share one bucket.
 */
export class Buckets {
  readonly #max: number;
  readonly #tats = new Map<string, number>();
  #sharedTatUs = IDLE_TAT_US;
  #sweep: Iterator<[string, number]> | null = null;

  /** @param max callers told apart at once. */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#tats.size;
  }

  tatOf(caller: string): number {
    return this.#tats.get(caller) ?? (this.#tats.size < this.#max ? IDLE_TAT_US : this.#sharedTatUs);
  }

  set(caller: string, tatUs: number, nowUs: number): void {
    if (this.#tats.has(caller) || this.#tats.size < this.#max || this.#forgetIdle(nowUs)) {
      this.#tats.set(caller, tatUs);
    } else if (tatUs > this.#sharedTatUs) {
      this.#sharedTatUs = tatUs;
    }
  }

  /** Forgets what is idle, a few buckets a call; true once there is room. */
  #forgetIdle(nowUs: number): boolean {
    for (let looked = 0; looked < SWEEP; looked++) {
      this.#sweep ??= this.#tats.entries();
      const next = this.#sweep.next();
      if (next.done) {
        this.#sweep = null;
        continue;
      }
      if (next.value[1] <= nowUs) this.#tats.delete(next.value[0]);
    }
    return this.#tats.size < this.#max;
  }
}
