import { and, asc, eq } from "drizzle-orm";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { trafficMinutes } from "#lib/db/schema/traffic.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";

/** The minute of the first request that the gate let through with a credential and that is still kept; null: none yet. */
export async function firstAllowedRequest(tx: Tx, actor: Actor): Promise<{ readonly at: string } | null> {
  const own =
    actor.kind === "person" && actor.orgKind === "client" ? eq(trafficMinutes.orgId, actor.orgId) : undefined;
  const [first] = await tx
    .select({ at: trafficMinutes.minute })
    .from(trafficMinutes)
    .where(and(eq(trafficMinutes.outcome, "allowed"), own))
    .orderBy(asc(trafficMinutes.minute))
    .limit(1);
  return first ? { at: rfc3339(first.at) } : null;
}
