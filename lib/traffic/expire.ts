import { sql } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";
import { TRAFFIC_DAYS_KEPT } from "./contract.ts";

const ROWS_MAX = 5_000;
const DAY_MS = 86_400_000;

export type Expired = {
  readonly count: number;
  /** Whether more may be waiting: call again. */
  readonly more: boolean;
};

/** Takes out counts older than 30 days, at most 5,000 rows. */
export async function expireMinutes(tx: Tx): Promise<Expired> {
  const { rowCount } = await tx.execute(sql`
    delete from traffic_minutes where ctid in (
      select ctid from traffic_minutes where minute < ${oldest(tx)} order by minute limit ${ROWS_MAX})`);
  return expired(rowCount);
}

/** Takes out refused requests older than 30 days, at most 5,000 rows. */
export async function expireDenied(tx: Tx): Promise<Expired> {
  const { rowCount } = await tx.execute(sql`
    delete from denied_requests where ctid in (
      select ctid from denied_requests where at < ${oldest(tx)} order by at limit ${ROWS_MAX})`);
  return expired(rowCount);
}

function oldest(tx: Tx): string {
  return new Date(tx.now.getTime() - TRAFFIC_DAYS_KEPT * DAY_MS).toISOString();
}

function expired(rowCount: number | null): Expired {
  const count = rowCount ?? 0;
  return { count, more: count === ROWS_MAX };
}
