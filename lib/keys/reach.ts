import { eq, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Actor } from "#lib/authz/actor.ts";

/**
 * The tenant's part of a WHERE: a client's people reach their own organization's rows; the venue's people, the
 * operator and our own processes reach all. Always a condition, never nothing: a missing filter can't widen a query.
 */
export function inReach(actor: Actor, orgId: PgColumn): SQL {
  return actor.kind === "person" && actor.orgKind === "client" ? eq(orgId, actor.orgId) : sql`true`;
}
