import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { ok, type Result } from "#lib/kernel/result.ts";
import type { CountNewerDeniedInput, ListDeniedError, TrafficOverview } from "./contract.ts";
import { countNewerDenied, denialReasons } from "./denials.ts";
import { trafficShares, usageSeries } from "./queries.ts";

/** Everything the traffic page draws besides the list itself. The series is of the whole range, the rest of its part. */
export async function trafficOverview(
  tx: Tx,
  actor: Actor,
  input: CountNewerDeniedInput,
): Promise<Result<TrafficOverview, ListDeniedError>> {
  const { ip: _, ...scope } = input.filter;
  const { from: __, to: ___, ...whole } = scope;
  const newer = await countNewerDenied(tx, actor, input);
  if (!newer.ok) return newer;
  return ok({
    at: rfc3339(tx.now),
    usage: await usageSeries(tx, actor, whole),
    reasons: await denialReasons(tx, actor, scope),
    byOrganization: await trafficShares(tx, actor, { ...scope, by: "org" }),
    byRoute: await trafficShares(tx, actor, { ...scope, by: "route" }),
    newer: newer.value.count,
  });
}
