import { outboxHasEvents, SEQUENCE_BATCH_MAX, sequenceBatch } from "#lib/audit/sequence.ts";
import type { SystemActor } from "#lib/authz/actor.ts";
import { withTx } from "#lib/db/client.ts";
import { pause } from "./elect.ts";

export const WORKER: SystemActor = { kind: "system", id: "system:worker" };

const POLL_MS = 50;
const BACK_OFF_MS_MAX = 2_000;

/** Gives every committed event its index, within a tenth of a second, until the signal aborts. */
export async function sequenceUntil(signal: AbortSignal, onTrouble: (error: unknown) => void): Promise<void> {
  let backOffMs = POLL_MS;
  while (!signal.aborted) {
    try {
      await sequenceWaiting(signal);
      backOffMs = POLL_MS;
    } catch (error) {
      onTrouble(error);
      backOffMs = Math.min(backOffMs * 2, BACK_OFF_MS_MAX);
    }
    await pause(backOffMs, signal);
  }
}

/** Empties the outbox, batch by batch, or until the signal aborts. */
export async function sequenceWaiting(signal: AbortSignal): Promise<number> {
  let all = 0;
  while (!signal.aborted) {
    const moved = await withTx(WORKER, async (tx) => ((await outboxHasEvents(tx)) ? sequenceBatch(tx) : 0));
    all += moved;
    if (moved < SEQUENCE_BATCH_MAX) break;
  }
  return all;
}
