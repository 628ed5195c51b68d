import { and, inArray, sql } from "drizzle-orm";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { trafficMinutes } from "#lib/db/schema/traffic.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import type { KeyUsage, UsageByKey, UsageByKeyInput } from "./contract.ts";
import { type Window, whereMinutes, windowOf } from "./filter-traffic.ts";
import { gatesAwake, lastUses } from "./queries.ts";

type Counted = {
  readonly keyId: string;
  readonly atMs: number;
  readonly allowed: number;
  readonly denied: number;
};

/** The last 24 h of some keys, as a list of keys shows them: totals, the day's shape, the last use. */
export async function usageByKey(tx: Tx, actor: Actor, { keyIds }: UsageByKeyInput): Promise<UsageByKey> {
  const window = windowOf("24h", tx.now.getTime());
  const counted = await countBuckets(tx, actor, keyIds, window);
  const awake = await gatesAwake(tx, window);
  const used = await lastUses(tx, actor, keyIds);
  const buckets = Math.floor((window.toMs - window.fromMs) / window.bucketMs) + 1;
  const known = Array.from({ length: buckets }, (_, i) => {
    const atMs = window.fromMs + i * window.bucketMs;
    return awake.some(({ from, to }) => from < atMs + window.bucketMs && to >= atMs);
  });
  const keys = keyIds.map((keyId): [string, KeyUsage] => {
    const own = counted.filter((row) => row.keyId === keyId);
    return [keyId, { ...shapeOf(own, window, known), lastUsedAt: used.get(keyId)?.at ?? null }];
  });
  return { at: rfc3339(tx.now), keys: Object.fromEntries(keys) };
}

function countBuckets(tx: Tx, actor: Actor, keyIds: readonly string[], window: Window): Promise<Counted[]> {
  const { count, keyId, minute, outcome } = trafficMinutes;
  const bucket = sql`date_bin(${`${window.bucketMs} milliseconds`}::interval, ${minute}, timestamptz 'epoch')`;
  return tx
    .select({
      keyId,
      atMs: sql<number>`(extract(epoch from ${bucket}) * 1000)::float8`,
      allowed: sql<number>`coalesce(sum(${count}) filter (where ${outcome} = 'allowed'), 0)::float8`,
      denied: sql<number>`coalesce(sum(${count}) filter (where ${outcome} <> 'allowed'), 0)::float8`,
    })
    .from(trafficMinutes)
    .where(and(whereMinutes(actor, {}, window), inArray(keyId, [...keyIds])))
    .groupBy(keyId, sql`2`);
}

function shapeOf(
  rows: readonly Counted[],
  window: Window,
  known: readonly boolean[],
): Omit<KeyUsage, "lastUsedAt"> {
  const at = new Map(rows.map((row) => [Math.floor((row.atMs - window.fromMs) / window.bucketMs), row]));
  const shape = known.map((seen, i) => {
    const row = at.get(i);
    return row ? row.allowed + row.denied : seen ? 0 : null;
  });
  const [worst] = [...at].filter(([, { denied }]) => denied > 0).sort(([, a], [, b]) => b.denied - a.denied);
  const total = (of: "allowed" | "denied") => rows.reduce((sum, row) => sum + row[of], 0);
  return { allowed: total("allowed"), denied: total("denied"), shape, worst: worst?.[0] ?? null };
}
