import "server-only";
import { checkHealth } from "#lib/health/check-health.ts";
import { nothing } from "#lib/identity/contract.ts";
import { listGates } from "#lib/policy/queries.ts";
import { consoleEnv } from "#lib/web/console-env.ts";
import { defineQuery } from "#lib/web/define-query.ts";

export const healthQuery = defineQuery({
  permission: "health.read",
  input: nothing,
  run: async (tx, actor) => ({
    ...(await checkHealth(tx, actor, consoleEnv())),
    gates: await listGates(tx),
  }),
});
