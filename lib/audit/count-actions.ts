import { and, count, eq, gte } from "drizzle-orm";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { auditEvents } from "#lib/db/schema/audit.ts";
import type { EventName } from "./catalogue.ts";

/** How often each action was done since `from`, refusals left out; actions that nobody did are not in it. */
export async function countActions(
  tx: Tx,
  actor: Actor,
  from: Date,
): Promise<Readonly<Partial<Record<EventName, number>>>> {
  const own =
    actor.kind === "person" && actor.orgKind === "client" ? eq(auditEvents.orgId, actor.orgId) : undefined;
  const rows = await tx
    .select({ action: auditEvents.action, n: count() })
    .from(auditEvents)
    .where(and(gte(auditEvents.occurredAt, from), eq(auditEvents.outcome, "success"), own))
    .groupBy(auditEvents.action);
  return Object.fromEntries(rows.map(({ action, n }) => [action, n]));
}
