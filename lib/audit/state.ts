import { asc, desc, eq } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";
import { auditEvents, auditHead, auditOutbox } from "#lib/db/schema/audit.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import type { AuditState } from "./contract.ts";

/** How the log is doing, for the foot of the navigation and for Health. */
export async function auditState(tx: Tx): Promise<AuditState> {
  const [head] = await tx.select({ size: auditHead.size }).from(auditHead).where(eq(auditHead.id, 1));
  const [newest] = await tx
    .select({ at: auditEvents.occurredAt })
    .from(auditEvents)
    .orderBy(desc(auditEvents.index))
    .limit(1);
  const [oldest] = await tx
    .select({ at: auditOutbox.occurredAt })
    .from(auditOutbox)
    .orderBy(asc(auditOutbox.occurredAt), asc(auditOutbox.eventId))
    .limit(1);
  return {
    events: head?.size ?? 0,
    newestAt: newest ? rfc3339(newest.at) : null,
    waitingSince: oldest ? rfc3339(oldest.at) : null,
  };
}
