import { sql } from "drizzle-orm";
import type { Tx } from "#lib/db/client.ts";

const ROWS_MAX = 5_000;
/** A challenge that is over is kept a little, so that a late answer can be told what it was late for. */
const KEPT_MS = 3_600_000;

/** Takes out challenges that ended more than an hour ago, at most 5,000 rows. `more`: call again. */
export async function expireChallenges(tx: Tx): Promise<{ readonly count: number; readonly more: boolean }> {
  const before = new Date(tx.now.getTime() - KEPT_MS).toISOString();
  const { rowCount } = await tx.execute(sql`
    delete from webauthn_challenges where ctid in (
      select ctid from webauthn_challenges where expires_at < ${before} order by expires_at limit ${ROWS_MAX})`);
  const count = rowCount ?? 0;
  return { count, more: count === ROWS_MAX };
}
