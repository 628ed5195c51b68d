import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { ActReceipt } from "#components/keys/key-acts.ts";
import type { EventName } from "#lib/audit/catalogue.ts";
import { listAuditEvents } from "#lib/audit/queries.ts";
import type { PersonActor } from "#lib/authz/actor.ts";
import { withTx } from "#lib/db/client.ts";
import { awaitGates, CONFIRM_MS_MAX } from "#lib/policy/confirm.ts";

const EVENT_MS_MAX = 1_500;
const POLL_MS = 50;

/**
 * What can be said of an act once it is committed: which gates hold it, and where the log has it.
 *
 * @param act.at when the act happened, as its result says; its event has the same time.
 */
export async function receiptOf(
  actor: PersonActor,
  act: {
    readonly keyId: string;
    readonly action: EventName;
    readonly at: string;
    readonly policyVersion: number;
  },
): Promise<ActReceipt> {
  const began = performance.now();
  const [gates, event] = await Promise.all([
    awaitGates(actor, act.policyVersion, { timeoutMs: CONFIRM_MS_MAX }).then((seen) => ({
      ...seen,
      tookMs: performance.now() - began,
    })),
    eventNumber(actor, act),
  ]);
  return { at: act.at, by: actor.name, gates, event };
}

/** The log numbers an event a moment after the commit. */
async function eventNumber(
  actor: PersonActor,
  { keyId, action, at }: { readonly keyId: string; readonly action: EventName; readonly at: string },
): Promise<number | null> {
  const filter = { target: [keyId], action: [action], from: at, to: at };
  const deadline = performance.now() + EVENT_MS_MAX;
  for (;;) {
    const { rows } = await withTx(actor, (tx) => listAuditEvents(tx, actor, { filter }));
    if (rows[0] !== undefined) return rows[0].index;
    if (performance.now() + POLL_MS > deadline) return null;
    await sleep(POLL_MS);
  }
}
