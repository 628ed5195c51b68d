import { and, min, sql } from "drizzle-orm";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { auditEvents } from "#lib/db/schema/audit.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { HISTOGRAM_BARS_MAX, type Histogram, type HistogramInput } from "./contract.ts";
import { between, timeBounds, visibleTo, whereEvents } from "./filter-events.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Up to here the bars are hours. */
const HOURS_UP_TO_MS = 3 * DAY_MS;
const RANGE_DEFAULT_MS = 30 * DAY_MS;

/**
 * How many events there were when, by hour or by day in UTC: the filter's own range, else the last 30 days or the
 * life of the log, whichever is shorter. At most 366 days, the latest.
 */
export async function auditHistogram(tx: Tx, actor: Actor, input: HistogramInput): Promise<Histogram> {
  const { from: fromMs, to: toMs } = await rangeOf(tx, actor, input);
  const unit = toMs - fromMs <= HOURS_UP_TO_MS ? "hour" : "day";
  const stepMs = unit === "hour" ? HOUR_MS : DAY_MS;
  const start = Math.max(
    Math.floor(fromMs / stepMs) * stepMs,
    (Math.floor(toMs / stepMs) - HISTOGRAM_BARS_MAX + 1) * stepMs,
  );
  const inUtc = sql`${auditEvents.occurredAt} at time zone 'UTC'`;
  const bucket = unit === "hour" ? sql`date_trunc('hour', ${inUtc})` : sql`date_trunc('day', ${inUtc})`;
  const rows = await tx
    .select({
      // A timestamp without a zone would be read in this process's own.
      atMs: sql<string>`extract(epoch from ${bucket}) * 1000`,
      outcome: auditEvents.outcome,
      n: sql<number>`count(*)::int`,
    })
    .from(auditEvents)
    .where(and(whereEvents(tx, actor, input.filter), between(new Date(start), new Date(toMs))))
    .groupBy(bucket, auditEvents.outcome);
  const counts = new Map(rows.map(({ atMs, outcome, n }) => [`${Number(atMs)} ${outcome}`, n]));
  const bars = [];
  for (let atMs = start; atMs <= toMs; atMs += stepMs) {
    bars.push({
      at: rfc3339(atMs),
      success: counts.get(`${atMs} success`) ?? 0,
      failure: counts.get(`${atMs} failure`) ?? 0,
    });
  }
  const running = tx.now.getTime() < Math.floor(toMs / stepMs) * stepMs + stepMs;
  return { unit, running, from: rfc3339(start), to: rfc3339(toMs), bars };
}

async function rangeOf(
  tx: Tx,
  actor: Actor,
  { filter }: HistogramInput,
): Promise<{ from: number; to: number }> {
  const { from, before } = timeBounds(filter);
  const nowMs = tx.now.getTime();
  const to = before === null ? nowMs : before.getTime() - 1;
  if (from !== null) return { from: Math.min(from.getTime(), to), to };
  const [first] = await tx
    .select({ at: min(auditEvents.occurredAt) })
    .from(auditEvents)
    .where(visibleTo(actor));
  const begun = first?.at?.getTime() ?? to;
  return { from: Math.min(Math.max(begun, to - RANGE_DEFAULT_MS), to - DAY_MS), to };
}
