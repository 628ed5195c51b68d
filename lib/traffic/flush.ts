import { and, eq, lt, sql } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";
import { gates } from "#lib/db/schema/policy.ts";
import { deniedRequests } from "#lib/db/schema/traffic.ts";
import type { TrafficBatch } from "./contract.ts";

/** Rows of one INSERT of refused requests: PostgreSQL takes 65,535 parameters. */
const DENIED_ROWS_MAX = 1_000;

/**
 * Adds a gate's batch to what is counted, once: a batch whose answer was lost may be flushed again with the same
 * number and changes nothing.
 *
 * @param from.batchNumber 1, 2, 3 … of this gate; the next only after this one was answered.
 * @returns false: this batch had been written before.
 * @throws when the gate has no row: it registers before it counts.
 */
export async function flushTraffic(
  tx: Tx,
  batch: TrafficBatch,
  from: { readonly gateId: string; readonly batchNumber: number },
): Promise<boolean> {
  const mine = eq(gates.id, from.gateId);
  const claimed = await tx
    .update(gates)
    .set({ flushedBatch: from.batchNumber })
    .where(and(mine, lt(gates.flushedBatch, from.batchNumber)));
  if (claimed.rowCount === 0) {
    const [gate] = await tx.select({ id: gates.id }).from(gates).where(mine);
    if (gate === undefined) throw new Error(`gate ${from.gateId} isn't registered`);
    return false;
  }
  if (batch.counts.length > 0) await addCounts(tx, batch.counts);
  if (batch.used.length > 0) await moveLastUse(tx, batch.used);
  for (let i = 0; i < batch.denied.length; i += DENIED_ROWS_MAX) {
    await keepDenied(tx, batch.denied.slice(i, i + DENIED_ROWS_MAX));
  }
  return true;
}

const array = (values: readonly unknown[]) => sql.param(values);

async function addCounts(tx: Tx, counts: TrafficBatch["counts"]): Promise<void> {
  // Always in one order: two gates that count the same keys never wait for each other in a circle.
  const sorted = counts
    .map((c) => ({ ...c, keyId: c.keyId ?? "", versionId: c.versionId ?? "" }))
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  await tx.execute(sql`
    insert into traffic_minutes (minute, org_id, key_id, version_id, upstream, route, outcome, count)
    select * from unnest(
      ${array(sorted.map((c) => new Date(c.minuteMs)))}::timestamptz[], ${array(sorted.map((c) => c.orgId))}::uuid[],
      ${array(sorted.map((c) => c.keyId))}::text[], ${array(sorted.map((c) => c.versionId))}::text[],
      ${array(sorted.map((c) => c.upstream))}::text[], ${array(sorted.map((c) => c.route))}::text[],
      ${array(sorted.map((c) => c.outcome))}::text[], ${array(sorted.map((c) => c.count))}::bigint[])
    on conflict (minute, key_id, version_id, upstream, route, outcome)
    do update set count = traffic_minutes.count + excluded.count`);
}

function orderOf(c: {
  minuteMs: number;
  keyId: string;
  versionId: string;
  upstream: string;
  route: string;
  outcome: string;
}): string {
  return [c.minuteMs, c.keyId, c.versionId, c.upstream, c.route, c.outcome].join("\n");
}

async function moveLastUse(tx: Tx, used: TrafficBatch["used"]): Promise<void> {
  const sorted = used.toSorted((a, b) => (a.versionId < b.versionId ? -1 : 1));
  await tx.execute(sql`
    insert into key_usage (version_id, key_id, org_id, last_used_at, last_ip)
    select * from unnest(
      ${array(sorted.map((u) => u.versionId))}::uuid[], ${array(sorted.map((u) => u.keyId))}::text[],
      ${array(sorted.map((u) => u.orgId))}::uuid[], ${array(sorted.map((u) => new Date(u.atMs)))}::timestamptz[],
      ${array(sorted.map((u) => u.ip))}::text[])
    on conflict (version_id) do update set last_used_at = excluded.last_used_at, last_ip = excluded.last_ip
    where key_usage.last_used_at <= excluded.last_used_at`);
}

async function keepDenied(tx: Tx, denied: TrafficBatch["denied"]): Promise<void> {
  const rows = denied.map((d) => ({
    id: d.requestId,
    at: new Date(d.atMs),
    orgId: d.orgId,
    keyId: d.keyId,
    versionId: d.versionId,
    method: d.method,
    path: d.path,
    upstream: d.upstream,
    route: d.route,
    code: d.outcome,
    status: d.status,
    ip: d.ip,
    detail: d.detail,
    repeats: d.repeats,
  }));
  await tx.insert(deniedRequests).values(rows).onConflictDoNothing();
}
