import { eq, sql } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";
import { auditHead, auditOutbox } from "#lib/db/schema/audit.ts";

export const SEQUENCE_BATCH_MAX = 500;

/** Whether events wait for their index: asked often, locks nothing. */
export async function outboxHasEvents(tx: Tx): Promise<boolean> {
  const rows = await tx.select({ eventId: auditOutbox.eventId }).from(auditOutbox).limit(1);
  return rows.length > 0;
}

/**
 * Moves up to `max` committed events from the outbox into the log, oldest first, with the next indexes.
 *
 * The whole of it happens under the lock of the head's row, so however many sequencers run there is one chain; and in
 * one transaction, so an event is in the outbox or in the log, never in both and never in neither. It claims by
 * DELETE: a cursor over ids would pass by what was written before it and committed after.
 *
 * @param max 1 … 500.
 * @returns how many events got their index; fewer than `max`: the outbox was empty.
 */
export async function sequenceBatch(tx: Tx, max = SEQUENCE_BATCH_MAX): Promise<number> {
  if (!Number.isInteger(max) || max < 1 || max > SEQUENCE_BATCH_MAX)
    throw new RangeError(`a batch has 1 … ${SEQUENCE_BATCH_MAX} events, not ${max}`);
  const [head] = await tx
    .select({ size: auditHead.size })
    .from(auditHead)
    .where(eq(auditHead.id, 1))
    .for("update");
  if (head === undefined) throw new Error("the audit log has no head: the database is not ours");
  const { rows } = await tx.execute<{ moved: number }>(sql`
    with claimed as (
      delete from audit_outbox where event_id in (
        select event_id from audit_outbox order by occurred_at, event_id for update skip locked limit ${max}
      ) returning *
    ), appended as (
      insert into audit_events (index, event_id, occurred_at, org_id, action, actor_kind, actor_id,
                                target_type, target_id, outcome, entry)
      select ${head.size}::bigint + row_number() over (order by occurred_at, event_id) - 1,
             event_id, occurred_at, org_id, action, actor_kind, actor_id, target_type, target_id, outcome, entry
      from claimed
    )
    select count(*)::int as moved from claimed`);
  const moved = rows[0]?.moved ?? 0;
  if (moved > 0) {
    await tx
      .update(auditHead)
      .set({ size: head.size + moved })
      .where(eq(auditHead.id, 1));
  }
  return moved;
}
