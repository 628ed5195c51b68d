import { eq } from "drizzle-orm";
import type { SystemActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { organizations } from "#lib/db/schema/orgs.ts";

/** Who makes the demo's past; nobody else acts under this name. */
export const DEMO_ACTOR: SystemActor = { kind: "system", id: "system:demo" };

/** Whether what the actor sees holds data that the demo made up, so that no page shows it as if it had happened. */
export async function hasDemoData(tx: Tx): Promise<boolean> {
  const [made] = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.createdBy, DEMO_ACTOR.id))
    .limit(1);
  return made !== undefined;
}
