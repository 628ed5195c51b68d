import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";
import { members } from "#lib/db/schema/identity.ts";
import { organizations } from "#lib/db/schema/orgs.ts";

/** Whether somebody owns the venue already: until then every start prints an enrolment link. */
export async function hasOwner(tx: Tx): Promise<boolean> {
  const rows = await tx
    .select({ id: members.id })
    .from(members)
    .innerJoin(organizations, eq(organizations.id, members.orgId))
    .where(and(eq(organizations.kind, "venue"), eq(members.role, "owner"), isNull(members.suspendedAt)))
    .limit(1);
  return rows.length > 0;
}
