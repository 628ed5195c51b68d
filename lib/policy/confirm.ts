import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Actor } from "#lib/authz/actor.ts";
import { type Tx, withTx } from "#lib/db/client.ts";
import { GATE_LIVE_SEC, type GateConfirmation } from "./contract.ts";

const POLL_MS = 20;
export const CONFIRM_MS_MAX = 2_000;

/**
 * Waits until every live gate has applied a policy version, at most `timeoutMs`.
 *
 * Call it after the transaction that published the version has committed: what was issued works, and what was revoked
 * no longer does, at every gate that it counts as confirmed.
 *
 * @param version as `publishPolicyChange` returned it.
 * @returns how many of the gates live at the last look had come that far; no gate at all is 0 of 0.
 */
export async function awaitGates(
  actor: Actor,
  version: number,
  o: { readonly timeoutMs?: number } = {},
): Promise<GateConfirmation> {
  const deadline = performance.now() + Math.min(o.timeoutMs ?? CONFIRM_MS_MAX, CONFIRM_MS_MAX);
  for (;;) {
    const seen = await withTx(actor, (tx) => countGates(tx, version));
    if (seen.confirmed === seen.total || performance.now() + POLL_MS > deadline) return seen;
    await sleep(POLL_MS);
  }
}

/** How many gates live now have applied `version`. Judged by the database's clock, which also wrote `seen_at`. */
export async function countGates(tx: Tx, version: number): Promise<GateConfirmation> {
  const { rows } = await tx.execute<{ confirmed: string; total: string }>(sql`
    select count(*) filter (where applied_version >= ${version}) as confirmed, count(*) as total
    from gates
    where stopped_at is null and seen_at > clock_timestamp() - make_interval(secs => ${GATE_LIVE_SEC})`);
  return { confirmed: Number(rows[0]?.confirmed ?? 0), total: Number(rows[0]?.total ?? 0) };
}
