import { and, asc, desc, eq, type SQL, sql } from "drizzle-orm";
import type { JsonObject } from "#lib/audit/event-data.ts";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { apiKeys, keyVersions } from "#lib/db/schema/keys.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { deniedRequests, trafficMinutes } from "#lib/db/schema/traffic.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { UUID } from "#lib/kernel/ids.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import {
  type CountNewerDeniedInput,
  DENIED_COUNT_MAX,
  DENIED_PAGE_SIZE,
  type DenialCode,
  type DenialReason,
  type DeniedPage,
  type DeniedRequest,
  type DeniedRow,
  type FindDeniedError,
  type FindDeniedInput,
  type ListDeniedError,
  type ListDeniedInput,
  TRAFFIC_DAYS_KEPT,
  type TrafficRange,
  type TrafficScope,
} from "./contract.ts";
import { explainDenial } from "./explain-denial.ts";
import { whereDenied, whereMinutes, windowOf } from "./filter-traffic.ts";

const DAY_MS = 86_400_000;
const NEWER_COUNT_MAX = 100;

/** Why requests were refused: every reason of a range with its count, most first, and the last one in words. */
export async function denialReasons(
  tx: Tx,
  actor: Actor,
  input: TrafficScope & { readonly range: TrafficRange },
): Promise<readonly DenialReason[]> {
  const window = windowOf(input.range, tx.now.getTime());
  const counted = await tx
    .select({ code: trafficMinutes.outcome, count: sql<number>`sum(${trafficMinutes.count})::float8` })
    .from(trafficMinutes)
    .where(and(whereMinutes(actor, input, window), sql`${trafficMinutes.outcome} <> 'allowed'`))
    .groupBy(trafficMinutes.outcome)
    .orderBy(sql`2 desc`, trafficMinutes.outcome);
  const reasons: DenialReason[] = [];
  for (const { code, count } of counted) {
    const where = whereDenied(actor, { ...input, code: code as DenialCode }, window.fromMs);
    const [last] = await select(tx, where, "older", 1);
    reasons.push({
      code: code as DenialCode,
      count,
      lastAt: last ? rfc3339(last.at) : null,
      sentence: last ? sentenceOf(last) : null,
      lastRequestId: last?.id ?? null,
    });
  }
  return reasons;
}

/** A page of refused requests, newest first. Without a cursor the newest one. */
export async function listDenied(
  tx: Tx,
  actor: Actor,
  { filter, older, newer }: ListDeniedInput,
): Promise<Result<DeniedPage, ListDeniedError>> {
  const { fromMs } = windowOf(filter.range, tx.now.getTime());
  const where = whereDenied(actor, filter, fromMs);
  const cursor = older ?? newer;
  const at = cursor === undefined ? null : readCursor(cursor);
  if (cursor !== undefined && at === null) return err("cursor_unknown");
  if (newer !== undefined && older === undefined && at !== null) {
    const found = await select(tx, and(where, beyond(at, "newer")), "newer", DENIED_PAGE_SIZE + 1);
    // What is left above isn't a whole page: it is part of the newest one.
    if (found.length >= DENIED_PAGE_SIZE) {
      const shown = found.slice(0, DENIED_PAGE_SIZE).reverse();
      return ok(await page(tx, where, shown, { newer: found.length > DENIED_PAGE_SIZE, older: true }));
    }
  }
  const from = older !== undefined && at !== null ? beyond(at, "older") : undefined;
  const found = await select(tx, and(where, from), "older", DENIED_PAGE_SIZE + 1);
  const shown = found.slice(0, DENIED_PAGE_SIZE);
  return ok(
    await page(tx, where, shown, { newer: older !== undefined, older: found.length > DENIED_PAGE_SIZE }),
  );
}

/** How many requests were refused since the one a page begins with; at most 100 are counted. */
export async function countNewerDenied(
  tx: Tx,
  actor: Actor,
  { filter, after }: CountNewerDeniedInput,
): Promise<Result<{ readonly count: number; readonly exact: boolean }, ListDeniedError>> {
  const at = after === null ? null : readCursor(after);
  if (after !== null && at === null) return err("cursor_unknown");
  const where = whereDenied(actor, filter, windowOf(filter.range, tx.now.getTime()).fromMs);
  return ok(await countUpTo(tx, and(where, at === null ? undefined : beyond(at, "newer")), NEWER_COUNT_MAX));
}

/** One refused request by the id that its answer carried. */
export async function findDenied(
  tx: Tx,
  actor: Actor,
  { requestId, filter }: FindDeniedInput,
): Promise<Result<DeniedRequest, FindDeniedError>> {
  const nowMs = tx.now.getTime();
  const kept = whereDenied(actor, {}, nowMs - (TRAFFIC_DAYS_KEPT + 1) * DAY_MS);
  const [row] = await select(tx, and(kept, eq(deniedRequests.id, requestId)), "older", 1);
  if (row === undefined) return err("request_not_found");
  const list = whereDenied(actor, filter, windowOf(filter.range, nowMs).fromMs);
  const [newer] = await select(tx, and(list, beyond(row, "newer")), "newer", 1);
  const [older] = await select(tx, and(list, beyond(row, "older")), "older", 1);
  return ok({
    ...rowOf(row),
    upstream: row.upstream === "" ? null : row.upstream,
    route: row.route === "" ? null : row.route,
    versionId: row.versionId,
    version: row.version,
    detail: row.detail as JsonObject,
    newer: newer?.id ?? null,
    older: older?.id ?? null,
  });
}

type Place = { readonly at: Date; readonly id: string };
type Stored = typeof deniedRequests.$inferSelect & {
  keyName: string | null;
  orgName: string | null;
  version: number | null;
};

function select(
  tx: Tx,
  where: SQL | undefined,
  direction: "newer" | "older",
  limit: number,
): Promise<Stored[]> {
  const way = direction === "older" ? desc : asc;
  return tx
    .select({
      id: deniedRequests.id,
      at: deniedRequests.at,
      orgId: deniedRequests.orgId,
      keyId: deniedRequests.keyId,
      versionId: deniedRequests.versionId,
      method: deniedRequests.method,
      path: deniedRequests.path,
      upstream: deniedRequests.upstream,
      route: deniedRequests.route,
      code: deniedRequests.code,
      status: deniedRequests.status,
      ip: deniedRequests.ip,
      detail: deniedRequests.detail,
      repeats: deniedRequests.repeats,
      keyName: apiKeys.name,
      orgName: organizations.name,
      version: keyVersions.number,
    })
    .from(deniedRequests)
    .leftJoin(apiKeys, eq(apiKeys.id, deniedRequests.keyId))
    .leftJoin(organizations, eq(organizations.id, deniedRequests.orgId))
    .leftJoin(keyVersions, eq(keyVersions.id, deniedRequests.versionId))
    .where(where)
    .orderBy(way(deniedRequests.at), way(deniedRequests.id))
    .limit(limit);
}

function beyond({ at, id }: Place, direction: "newer" | "older"): SQL {
  const place = sql`(${at.toISOString()}::timestamptz, ${id}::uuid)`;
  return direction === "older"
    ? sql`(${deniedRequests.at}, ${deniedRequests.id}) < ${place}`
    : sql`(${deniedRequests.at}, ${deniedRequests.id}) > ${place}`;
}

const cursorOf = ({ at, id }: Place) => `${at.getTime()}.${id}`;

function readCursor(cursor: string): Place | null {
  const [ms = "", id = ""] = cursor.split(".");
  return /^\d{1,15}$/.test(ms) && UUID.test(id) ? { at: new Date(Number(ms)), id } : null;
}

async function page(
  tx: Tx,
  where: SQL | undefined,
  shown: readonly Stored[],
  more: { newer: boolean; older: boolean },
): Promise<DeniedPage> {
  const [first, last] = [shown[0], shown.at(-1)];
  return {
    rows: shown.map(rowOf),
    total: await countUpTo(tx, where, DENIED_COUNT_MAX),
    newer: more.newer && first ? cursorOf(first) : null,
    older: more.older && last ? cursorOf(last) : null,
    first: first ? cursorOf(first) : null,
  };
}

async function countUpTo(
  tx: Tx,
  where: SQL | undefined,
  max: number,
): Promise<{ count: number; exact: boolean }> {
  const some = tx
    .select({ id: deniedRequests.id })
    .from(deniedRequests)
    .where(where)
    .limit(max + 1)
    .as("some");
  const [counted] = await tx.select({ n: sql<number>`count(*)::int` }).from(some);
  const n = counted?.n ?? 0;
  return { count: Math.min(n, max), exact: n <= max };
}

function rowOf(row: Stored): DeniedRow {
  return {
    requestId: row.id,
    at: rfc3339(row.at),
    code: row.code as DenialCode,
    status: row.status,
    method: row.method,
    path: row.path,
    ip: row.ip,
    sentence: sentenceOf(row),
    repeats: row.repeats,
    key: row.keyId === null ? null : { id: row.keyId, name: row.keyName ?? row.keyId },
    org: row.orgId === null ? null : { id: row.orgId, name: row.orgName ?? row.orgId },
  };
}

function sentenceOf({ code, ip, method, path, detail }: Stored): string {
  return explainDenial({ code: code as DenialCode, ip, method, path, detail: detail as JsonObject });
}
