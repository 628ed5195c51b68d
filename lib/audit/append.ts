import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { auditOutbox, auditPersonal } from "#lib/db/schema/audit.ts";
import type { EventName } from "./catalogue.ts";
import { makeEntry } from "./entry.ts";
import type { EventData } from "./event-data.ts";

const MILLISECONDS_MAX = 1_000;
/** Events of each of the last milliseconds in this process, so that those of one millisecond keep their order. */
const counts = new Map<number, number>();

function ordinalAt(ms: number): number {
  const ordinal = counts.get(ms) ?? 0;
  counts.delete(ms);
  counts.set(ms, ordinal + 1);
  if (counts.size > MILLISECONDS_MAX) counts.delete(counts.keys().next().value as number);
  return ordinal;
}

/**
 * Writes an event to the audit log, in the transaction of the change it records: both stand or neither does.
 * It gets its index from the sequencer once the transaction has committed.
 *
 * @returns the event's id, a UUIDv7; its index is found by `indexOfEvent` later.
 * @throws {TypeError | RangeError} what `makeEntry` refuses: a secret, an undeclared personal field, too many bytes.
 */
export async function appendAudit<E extends EventName>(
  tx: Tx,
  actor: Actor,
  event: E,
  data: EventData<E>,
): Promise<string> {
  const atMs = tx.now.getTime();
  const made = makeEntry({ actor, event, data, atMs, ordinal: ordinalAt(atMs) });
  await tx.insert(auditOutbox).values({
    eventId: made.id,
    occurredAt: tx.now,
    orgId: data.orgId,
    action: event,
    actorKind: actor.kind,
    actorId: actor.id,
    targetType: data.target.type,
    targetId: data.target.id,
    outcome: data.outcome ?? "success",
    entry: made.bytes,
  });
  if (made.personal.length > 0) {
    await tx
      .insert(auditPersonal)
      .values(made.personal.map((field) => ({ eventId: made.id, orgId: data.orgId, ...field })));
  }
  return made.id;
}
