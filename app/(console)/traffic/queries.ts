import "server-only";
import { countNewerDeniedInput, findDeniedInput, listDeniedInput } from "#lib/traffic/contract.ts";
import { findDenied, listDenied } from "#lib/traffic/denials.ts";
import { trafficOverview } from "#lib/traffic/overview.ts";
import { defineQuery } from "#lib/web/define-query.ts";

export const trafficOverviewQuery = defineQuery({
  permission: "traffic.read",
  input: countNewerDeniedInput,
  run: trafficOverview,
});

export const deniedRequestsQuery = defineQuery({
  permission: "traffic.read",
  input: listDeniedInput,
  run: listDenied,
});

export const deniedRequestQuery = defineQuery({
  permission: "traffic.read",
  input: findDeniedInput,
  run: findDenied,
});
