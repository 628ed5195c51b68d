import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { type Actor, actorWords } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { persons } from "#lib/db/schema/identity.ts";
import { apiKeys } from "#lib/db/schema/keys.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { knownScopes } from "#lib/keys/known-scopes.ts";
import { inCatalogueOrder } from "#lib/keys/scopes.ts";
import { ORGANIZATIONS_MAX, type Organization } from "./contract.ts";

/** The venue first, then by name; at most 1,000. A client's person sees their own alone. */
export async function listOrganizations(tx: Tx, actor: Actor): Promise<readonly Organization[]> {
  return select(tx, actor, sql`true`);
}

/** One organization; one out of the actor's reach is not found. */
export async function findOrganization(
  tx: Tx,
  actor: Actor,
  input: { readonly orgId: string },
): Promise<Result<Organization, "organization_not_found">> {
  const [found] = await select(tx, actor, eq(organizations.id, input.orgId));
  return found
    ? ok(found)
    : err("organization_not_found", { detail: `There is no organization ${input.orgId}.` });
}

/** The venue's own organization; null before the first start has made it. */
export async function findVenue(tx: Tx): Promise<{ readonly id: string; readonly name: string } | null> {
  const [venue] = await tx
    .select({ id: organizations.id, name: organizations.name })
    .from(organizations)
    .where(eq(organizations.kind, "venue"));
  return venue ?? null;
}

async function select(tx: Tx, actor: Actor, which: SQL): Promise<readonly Organization[]> {
  const catalogue = await knownScopes(tx);
  const safe = [...catalogue.values()].filter(({ risk }) => risk !== "transfer").map(({ id }) => id);
  const own = actor.kind === "person" && actor.orgKind === "client" ? actor.orgId : null;
  const live = sql`k.org_id = ${organizations.id} and k.status <> 'revoked' and k.expires_at > ${tx.now.toISOString()}`;
  const rows = await tx
    .select({
      organization: organizations,
      creator: persons.name,
      keys: sql<string>`(select count(*) from ${apiKeys} k where ${live})`,
      moving: sql<string>`(select count(*) from ${apiKeys} k where ${live} and not k.scopes <@ ${sql.param(safe)}::text[])`,
    })
    .from(organizations)
    .leftJoin(persons, eq(sql`${persons.id}::text`, organizations.createdBy))
    .where(and(which, own === null ? sql`true` : eq(organizations.id, own)))
    .orderBy(sql`${organizations.kind} = 'venue' desc`, asc(sql`lower(${organizations.name})`))
    .limit(ORGANIZATIONS_MAX);
  return rows.map(({ organization, creator, keys, moving }) => ({
    id: organization.id,
    name: organization.name,
    kind: organization.kind,
    ceiling: inCatalogueOrder(organization.ceiling, catalogue),
    tier: organization.tier,
    frozenAt: organization.frozenAt && rfc3339(organization.frozenAt),
    createdAt: rfc3339(organization.createdAt),
    createdBy: creator ?? actorWords(organization.createdBy),
    keys: Number(keys),
    keysThatMoveMoney: Number(moving),
  }));
}
