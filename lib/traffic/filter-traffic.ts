import { and, eq, gte, inArray, lt, type SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Actor } from "#lib/authz/actor.ts";
import { deniedRequests, trafficMinutes } from "#lib/db/schema/traffic.ts";
import { type TrafficFilter, type TrafficRange, type TrafficScope, trafficRanges } from "./contract.ts";

export type Window = {
  readonly range: TrafficRange;
  readonly bucketMs: number;
  /** The beginning of the first bucket. */
  readonly fromMs: number;
  readonly toMs: number;
};

/** The whole buckets of a range that end with the one now running. */
export function windowOf(range: TrafficRange, nowMs: number): Window {
  const { lengthMs, bucketMs } = trafficRanges[range];
  const running = Math.floor(nowMs / bucketMs) * bucketMs;
  return { range, bucketMs, fromMs: running - lengthMs + bucketMs, toMs: nowMs };
}

/** A client's people see their organization's traffic, whatever they ask for; the venue's see all. */
function ownOrg(actor: Actor, column: AnyPgColumn): SQL | undefined {
  return actor.kind === "person" && actor.orgKind === "client" ? eq(column, actor.orgId) : undefined;
}

function is(column: AnyPgColumn, value: string | undefined): SQL | undefined {
  return value === undefined ? undefined : eq(column, value);
}

function later(ms: number, at: string | undefined): Date {
  return new Date(at === undefined ? ms : Math.max(ms, Date.parse(at)));
}

function earlier(ms: number, at: string | undefined): Date {
  return new Date(at === undefined ? ms : Math.min(ms, Date.parse(at)));
}

export function whereMinutes(actor: Actor, scope: TrafficScope, { fromMs, toMs }: Window): SQL | undefined {
  return and(
    gte(trafficMinutes.minute, later(fromMs, scope.from)),
    lt(trafficMinutes.minute, earlier(toMs, scope.to)),
    ownOrg(actor, trafficMinutes.orgId),
    is(trafficMinutes.keyId, scope.key),
    is(trafficMinutes.orgId, scope.org),
    is(trafficMinutes.upstream, scope.upstream),
    is(trafficMinutes.route, scope.route),
    scope.code === undefined ? undefined : inArray(trafficMinutes.outcome, ["allowed", scope.code]),
  );
}

export function whereDenied(
  actor: Actor,
  filter: TrafficScope & Pick<TrafficFilter, "ip">,
  fromMs: number,
): SQL | undefined {
  return and(
    gte(deniedRequests.at, later(fromMs, filter.from)),
    filter.to === undefined ? undefined : lt(deniedRequests.at, new Date(filter.to)),
    ownOrg(actor, deniedRequests.orgId),
    is(deniedRequests.keyId, filter.key),
    is(deniedRequests.orgId, filter.org),
    is(deniedRequests.upstream, filter.upstream),
    is(deniedRequests.route, filter.route),
    is(deniedRequests.code, filter.code),
    is(deniedRequests.ip, filter.ip),
  );
}
