import { and, eq, gte, inArray, type SQL, sql } from "drizzle-orm";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { apiKeys } from "#lib/db/schema/keys.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { gates } from "#lib/db/schema/policy.ts";
import { keyUsage, trafficMinutes } from "#lib/db/schema/traffic.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import type { TrafficRange, TrafficScope, TrafficShares, Usage, VersionUse } from "./contract.ts";
import { type Window, whereMinutes, windowOf } from "./filter-traffic.ts";

const HOUR_MS = 3_600_000;
const SHARES_MAX = 10;
const GATES_MAX = 1_000;

const ALLOWED = sql<number>`coalesce(sum(${trafficMinutes.count}) filter (where ${trafficMinutes.outcome} = 'allowed'), 0)::float8`;
const DENIED = sql<number>`coalesce(sum(${trafficMinutes.count}) filter (where ${trafficMinutes.outcome} <> 'allowed'), 0)::float8`;

/** Requests let through and refused, bucket by bucket: of a key, an organization, a route, or all. */
export async function usageSeries(
  tx: Tx,
  actor: Actor,
  input: TrafficScope & { readonly range: TrafficRange },
): Promise<Usage> {
  const window = windowOf(input.range, tx.now.getTime());
  const { bucketMs, fromMs, toMs } = window;
  const bucket = sql`date_bin(${`${bucketMs} milliseconds`}::interval, ${trafficMinutes.minute}, timestamptz 'epoch')`;
  const rows = await tx
    .select({
      atMs: sql<number>`(extract(epoch from ${bucket}) * 1000)::float8`,
      allowed: ALLOWED,
      denied: DENIED,
    })
    .from(trafficMinutes)
    .where(whereMinutes(actor, input, window))
    .groupBy(sql`1`);
  const counted = new Map(rows.map((row) => [row.atMs, row]));
  const awake = await gatesAwake(tx, window);
  const points = [];
  for (let atMs = fromMs; atMs <= toMs; atMs += bucketMs) {
    const seen = counted.get(atMs);
    const known = seen !== undefined || awake.some((gate) => gate.from < atMs + bucketMs && gate.to >= atMs);
    points.push({
      at: rfc3339(atMs),
      allowed: known ? (seen?.allowed ?? 0) : null,
      denied: known ? (seen?.denied ?? 0) : null,
      running: atMs + bucketMs > toMs,
    });
  }
  const total = (of: "allowed" | "denied") => rows.reduce((sum, row) => sum + row[of], 0);
  return {
    range: window.range,
    bucketMs,
    from: rfc3339(fromMs),
    to: rfc3339(toMs),
    points,
    allowed: total("allowed"),
    denied: total("denied"),
  };
}

/** When gates were running: what nobody counted is a gap, and not a zero. */
export async function gatesAwake(tx: Tx, { fromMs }: Window): Promise<{ from: number; to: number }[]> {
  const until = sql<Date>`coalesce(${gates.stoppedAt}, ${gates.seenAt})`.mapWith(gates.seenAt);
  const rows = await tx
    .select({ from: gates.startedAt, to: until })
    .from(gates)
    .where(gte(until, new Date(fromMs)))
    .limit(GATES_MAX);
  return rows.map(({ from, to }) => ({ from: from.getTime(), to: to.getTime() }));
}

/** Who or what the requests of a range belong to, most first. */
export async function trafficShares(
  tx: Tx,
  actor: Actor,
  input: TrafficScope & { readonly range: TrafficRange; readonly by: "org" | "key" | "route" },
): Promise<TrafficShares> {
  const window = windowOf(input.range, tx.now.getTime());
  const id = {
    org: sql<string>`coalesce(${trafficMinutes.orgId}::text, '')`,
    key: sql<string>`${trafficMinutes.keyId}`,
    route: sql<string>`${trafficMinutes.upstream} || chr(10) || ${trafficMinutes.route}`,
  }[input.by];
  const grouped = tx.$with("grouped").as(
    tx
      .select({ id: id.as("id"), allowed: ALLOWED.as("allowed"), denied: DENIED.as("denied") })
      .from(trafficMinutes)
      .where(whereMinutes(actor, input, window))
      .groupBy(sql`1`),
  );
  const { id: groupId, allowed, denied } = grouped;
  const ranked = await tx
    .with(grouped)
    .select({
      id: groupId,
      allowed,
      denied,
      groups: sql<number>`(count(*) over ())::int`,
      allAllowed: sql<number>`sum(${allowed}) over ()`,
      allDenied: sql<number>`sum(${denied}) over ()`,
    })
    .from(grouped)
    .orderBy(sql`${allowed} + ${denied} desc`, groupId)
    .limit(SHARES_MAX);
  const names = await namesOf(
    tx,
    input.by,
    ranked.map((row) => row.id),
  );
  const rows = ranked.map((row) => ({
    id: row.id,
    name: names(row.id),
    allowed: row.allowed,
    denied: row.denied,
  }));
  const first = ranked[0];
  if (first === undefined || first.groups <= rows.length) return { rows, others: null };
  return {
    rows,
    others: {
      count: first.groups - rows.length,
      allowed: first.allAllowed - rows.reduce((sum, row) => sum + row.allowed, 0),
      denied: first.allDenied - rows.reduce((sum, row) => sum + row.denied, 0),
    },
  };
}

async function namesOf(
  tx: Tx,
  by: "org" | "key" | "route",
  ids: readonly string[],
): Promise<(id: string) => string> {
  if (by === "route") {
    return (id) => {
      const [upstream = "", route = ""] = id.split("\n");
      if (upstream === "") return "No upstream";
      return route === "" ? `${upstream}: no route` : `${upstream} ${route}`;
    };
  }
  const wanted = ids.filter((id) => id !== "");
  const names = wanted.length === 0 ? new Map<string, string>() : await lookUp(tx, by, wanted);
  return (id) => (id === "" ? "Nobody known" : (names.get(id) ?? id));
}

async function lookUp(tx: Tx, by: "org" | "key", ids: string[]): Promise<Map<string, string>> {
  const table = by === "org" ? organizations : apiKeys;
  const rows = await tx.select({ id: table.id, name: table.name }).from(table).where(inArray(table.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** How much of a key's last hour each of its versions carried, and when each was last used. */
export async function versionUse(tx: Tx, actor: Actor, keyId: string): Promise<readonly VersionUse[]> {
  const nowMs = tx.now.getTime();
  const lastHour = whereMinutes(
    actor,
    { key: keyId },
    {
      range: "1h",
      bucketMs: HOUR_MS,
      fromMs: nowMs - HOUR_MS,
      toMs: nowMs,
    },
  );
  const counts = await tx
    .select({
      versionId: trafficMinutes.versionId,
      requests: sql<number>`sum(${trafficMinutes.count})::float8`,
    })
    .from(trafficMinutes)
    .where(and(lastHour, sql`${trafficMinutes.versionId} <> ''`))
    .groupBy(trafficMinutes.versionId);
  const used = await tx
    .select()
    .from(keyUsage)
    .where(usageOf(actor, eq(keyUsage.keyId, keyId)));
  const requests = new Map(counts.map((row) => [row.versionId, row.requests]));
  const all = counts.reduce((sum, row) => sum + row.requests, 0);
  return used.map((use) => {
    const count = requests.get(use.versionId) ?? 0;
    return {
      versionId: use.versionId,
      requestsLastHour: count,
      percent: all === 0 ? null : (count / all) * 100,
      lastUsedAt: rfc3339(use.lastUsedAt),
      lastIp: use.lastIp,
    };
  });
}

/** When each of some keys last proved itself, whichever its version. Keys never used are not in the map. */
export async function lastUses(
  tx: Tx,
  actor: Actor,
  keyIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly at: string; readonly ip: string }>> {
  if (keyIds.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(keyUsage)
    .where(usageOf(actor, inArray(keyUsage.keyId, [...keyIds])));
  const newest = new Map<string, { at: string; ip: string }>();
  for (const { keyId, lastUsedAt, lastIp } of rows) {
    const at = rfc3339(lastUsedAt);
    const known = newest.get(keyId);
    if (known === undefined || known.at < at) newest.set(keyId, { at, ip: lastIp });
  }
  return newest;
}

function usageOf(actor: Actor, which: SQL): SQL | undefined {
  const own =
    actor.kind === "person" && actor.orgKind === "client" ? eq(keyUsage.orgId, actor.orgId) : undefined;
  return and(which, own);
}
