import { withTx } from "#lib/db/client.ts";
import type { TrafficBatch } from "#lib/traffic/contract.ts";
import { flushTraffic } from "#lib/traffic/flush.ts";
import type { TrafficRecorder } from "#lib/traffic/recorder.ts";
import { GATE_ACTOR } from "./gate-row.ts";

const FLUSH_MS = 1_000;
const RETRY_MS = 1_000;

/**
 * Writes what the recorder counted, every second, beside the requests and never in their way. A batch that could not be
 * written keeps its number and is tried again; meanwhile the recorder goes on counting.
 */
export class Flusher {
  readonly #recorder: TrafficRecorder;
  readonly #gateId: string;
  readonly #log: (what: string, error: unknown) => void;
  #number = 0;
  #pending: TrafficBatch | null = null;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<boolean> | null = null;
  #told = false;

  constructor(recorder: TrafficRecorder, gateId: string, log: (what: string, error: unknown) => void) {
    this.#recorder = recorder;
    this.#gateId = gateId;
    this.#log = log;
  }

  start(): void {
    const again = (ms: number) => {
      this.#timer = setTimeout(() => {
        void this.flush().then((done) => this.#timer !== null && again(done ? FLUSH_MS : RETRY_MS));
      }, ms);
      this.#timer.unref();
    };
    again(FLUSH_MS);
  }

  /** Writes everything counted so far. @returns false when the database did not take it. */
  async flush(): Promise<boolean> {
    if (this.#running !== null) await this.#running;
    this.#running = this.#write();
    try {
      return await this.#running;
    } finally {
      this.#running = null;
    }
  }

  /** The last batch, at an orderly stop. */
  async stop(): Promise<boolean> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    return (await this.flush()) && (await this.flush());
  }

  async #write(): Promise<boolean> {
    if (this.#pending === null) {
      this.#pending = this.#recorder.take();
      if (this.#pending === null) return true;
      this.#number += 1;
    }
    const batch = this.#pending;
    const from = { gateId: this.#gateId, batchNumber: this.#number };
    try {
      await withTx(GATE_ACTOR, (tx) => flushTraffic(tx, batch, from));
    } catch (error) {
      if (!this.#told) this.#log("traffic could not be written, and is kept", error);
      this.#told = true;
      return false;
    }
    this.#pending = null;
    this.#told = false;
    return true;
  }
}
