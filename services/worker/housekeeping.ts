import { withTx } from "#lib/db/client.ts";
import { expireChallenges } from "#lib/identity/expire-challenges.ts";
import { expireDenied, expireMinutes } from "#lib/traffic/expire.ts";
import { pause } from "./elect.ts";
import { WORKER } from "./sequencer.ts";

const EVERY_MS = 10 * 60_000;
const AFTER_TROUBLE_MS = 30_000;
const BETWEEN_MS = 20;
/** Of one kind in one round: what is left over goes in the next. */
const BATCHES_MAX = 500;

const expiries = [expireChallenges, expireDenied, expireMinutes];

/** Takes out what is past its time, in small transactions that nobody has to wait for, until the signal aborts. */
export async function keepHouseUntil(
  signal: AbortSignal,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await keepHouse(signal);
      await pause(EVERY_MS, signal);
    } catch (error) {
      onTrouble(error);
      await pause(AFTER_TROUBLE_MS, signal);
    }
  }
}

/** One round. Returns how many rows went. */
export async function keepHouse(signal: AbortSignal): Promise<number> {
  let gone = 0;
  for (const expire of expiries) {
    for (let batch = 0; batch < BATCHES_MAX && !signal.aborted; batch++) {
      const { count, more } = await withTx(WORKER, (tx) => expire(tx));
      gone += count;
      if (!more) break;
      await pause(BETWEEN_MS, signal);
    }
  }
  return gone;
}
