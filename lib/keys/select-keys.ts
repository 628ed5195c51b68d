import { type SQL, sql } from "drizzle-orm";
import { type Actor, actorWords } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import {
  type IssuableKind,
  KEYS_COUNT_MAX,
  type KeyBadge,
  type KeyEnv,
  type KeyRow,
  type KeySort,
} from "./contract.ts";
import { rotating } from "./key-conditions.ts";
import { type KeyCursor, sortExpression } from "./key-cursor.ts";
import { statusOf } from "./lock-key.ts";
import { highestRisk, highestScope, inCatalogueOrder, type ScopeCatalogue } from "./scopes.ts";

/** As `inReach`, for the alias `k`. */
export function reachOf(actor: Actor): SQL {
  return actor.kind === "person" && actor.orgKind === "client" ? sql`k.org_id = ${actor.orgId}` : sql`true`;
}

const FROM = sql`from api_keys k join organizations o on o.id = k.org_id
  left join persons p on p.id::text = k.created_by`;

/** Exact up to 10,000. */
export async function countKeys(tx: Tx, where: SQL): Promise<{ count: number; exact: boolean }> {
  const { rows } = await tx.execute<{ n: string }>(
    sql`select count(*) as n from (select 1 ${FROM} where ${where} limit ${KEYS_COUNT_MAX + 1}) as found`,
  );
  const n = Number(rows[0]?.n ?? 0);
  return { count: Math.min(n, KEYS_COUNT_MAX), exact: n <= KEYS_COUNT_MAX };
}

/** A row as PostgreSQL answers it. */
export type RawKey = {
  id: string;
  name: string;
  org_id: string;
  org_name: string;
  org_kind: "venue" | "client";
  env: KeyEnv;
  kind: IssuableKind;
  profile: "bearer" | "rfc9421";
  scopes: string[];
  ips: string[] | null;
  constraints: Record<string, never>;
  status: "active" | "suspended" | "revoked";
  created_at: string;
  created_by: string;
  expires_at: string;
  last_used_at: string | null;
  rotating: boolean;
  sort_name: string;
};

/** Keys under a condition, in one of the indexed orders. */
export async function selectKeys(
  tx: Tx,
  o: { where: SQL; order: KeySort; direction: "asc" | "desc"; limit: number },
): Promise<RawKey[]> {
  const way = sql.raw(o.direction);
  const { rows } = await tx.execute<RawKey>(sql`
    select k.id, k.name, k.org_id, o.name as org_name, o.kind as org_kind, k.env, k.kind, k.profile, k.scopes, k.ips,
      k.constraints, k.status, k.created_at, coalesce(p.name, k.created_by) as created_by, k.expires_at,
      (select max(u.last_used_at) from key_usage u where u.key_id = k.id) as last_used_at,
      ${rotating(tx.now.toISOString())} as rotating, lower(k.name) as sort_name
    ${FROM} where ${o.where}
    order by ${sortExpression(o.order)} ${way}, k.id ${way} limit ${o.limit}`);
  return rows;
}

/** Where a row stands in an order. */
export function placeOf(row: RawKey, sort: KeySort): KeyCursor {
  const value =
    sort === "name"
      ? row.sort_name
      : rfc3339(Date.parse(sort === "created" ? row.created_at : row.expires_at));
  return { sort, value, id: row.id };
}

/** The row as a list shows it. */
export function keyRowOf(row: RawKey, catalogue: ScopeCatalogue, now: Date): KeyRow {
  const status = statusOf({ status: row.status, expiresAt: new Date(row.expires_at) }, now);
  return {
    keyId: row.id,
    name: row.name,
    org: { id: row.org_id, name: row.org_name, kind: row.org_kind },
    env: row.env,
    kind: row.kind,
    profile: row.profile,
    scopes: inCatalogueOrder(row.scopes, catalogue),
    highestScope: highestScope(row.scopes, catalogue),
    risk: highestRisk(row.scopes, catalogue),
    ips: row.ips,
    status,
    badge: status === "active" && row.rotating ? "Rotating" : badges[status],
    createdAt: rfc3339(Date.parse(row.created_at)),
    createdBy: actorWords(row.created_by),
    expiresAt: rfc3339(Date.parse(row.expires_at)),
    lastUsedAt: row.last_used_at === null ? null : rfc3339(Date.parse(row.last_used_at)),
  };
}

const badges = {
  active: "Active",
  suspended: "Suspended",
  revoked: "Revoked",
  expired: "Expired",
} as const satisfies Record<string, KeyBadge>;
