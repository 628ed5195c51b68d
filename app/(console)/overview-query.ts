import "server-only";
import { countActions } from "#lib/audit/count-actions.ts";
import { auditState } from "#lib/audit/state.ts";
import { checkHealth } from "#lib/health/check-health.ts";
import { nothing } from "#lib/identity/contract.ts";
import { countKeyViews, listKeys } from "#lib/keys/queries.ts";
import { countGates } from "#lib/policy/confirm.ts";
import { currentPolicyVersion } from "#lib/policy/queries.ts";
import { denialReasons } from "#lib/traffic/denials.ts";
import { usageSeries } from "#lib/traffic/queries.ts";
import { consoleEnv } from "#lib/web/console-env.ts";
import { defineQuery } from "#lib/web/define-query.ts";
import { findSetupFacts } from "#lib/web/setup-facts.ts";

const ENDING_DAYS = 7;

/** Everything the Overview says, read in one transaction. */
export const overviewQuery = defineQuery({
  permission: "traffic.read",
  input: nothing,
  run: async (tx, actor) => {
    const midnight = new Date(tx.now.toISOString().slice(0, 10));
    const ending = await listKeys(tx, actor, {
      filter: { expiresWithinDays: ENDING_DAYS },
      sort: "expires",
      direction: "asc",
    });
    return {
      ending: ending.ok
        ? { total: ending.value.total.count, first: ending.value.rows[0] ?? null }
        : { total: 0, first: null },
      views: await countKeyViews(tx, actor),
      usage: await usageSeries(tx, actor, { range: "24h" }),
      lastHour: await usageSeries(tx, actor, { range: "1h" }),
      reasons: await denialReasons(tx, actor, { range: "24h" }),
      changed: await countActions(tx, actor, midnight),
      log: await auditState(tx),
      gates: await countGates(tx, await currentPolicyVersion(tx)),
      health: await checkHealth(tx, actor, consoleEnv()),
      setup: await findSetupFacts(tx, actor),
      at: tx.now.toISOString(),
    };
  },
});
