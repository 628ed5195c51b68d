import { and, asc, eq, isNull } from "drizzle-orm";
import type { PersonActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { members, persons } from "#lib/db/schema/identity.ts";
import { organizations } from "#lib/db/schema/orgs.ts";

/** Who a person is, in the organization they act in: the one they joined first. */
export type Membership = Pick<PersonActor, "id" | "name" | "email" | "orgId" | "orgKind" | "role">;

/** `null` for somebody who belongs to no organization, or is suspended in all. */
export async function membershipOf(tx: Tx, personId: string): Promise<Membership | null> {
  const [row] = await tx
    .select({
      id: persons.id,
      name: persons.name,
      email: persons.email,
      orgId: organizations.id,
      orgKind: organizations.kind,
      role: members.role,
    })
    .from(members)
    .innerJoin(persons, eq(persons.id, members.personId))
    .innerJoin(organizations, eq(organizations.id, members.orgId))
    .where(and(eq(members.personId, personId), isNull(members.suspendedAt)))
    .orderBy(asc(members.createdAt), asc(members.id))
    .limit(1);
  return row ?? null;
}
