import { Buckets } from "./buckets.ts";
import type { LimitPolicy } from "./contract.ts";
import { idleInUs, type Rate, rateOf, remaining, spend, waitUs } from "./gcra.ts";

/** One limit at work: its arithmetic and everybody's state. */
export type Limit = {
  readonly policy: LimitPolicy;
  readonly rate: Rate;
  readonly buckets: Buckets;
};

/** Whom a request is counted against; null where nobody has proved to be that. */
export type Callers = {
  readonly key: string | null;
  readonly org: string | null;
  /** As `addressBlock` gives it: an IPv4 address, or an IPv6 /64. */
  readonly ip: string;
};

export type Debit = {
  readonly allowed: boolean;
  /** Names of the limits that refused; empty when allowed. */
  readonly violated: readonly string[];
  /** Whole seconds until the same request would pass; 0 when allowed. */
  readonly retryAfterSec: number;
  /** Dearer than some limit's whole burst: waiting won't help. */
  readonly neverFits: boolean;
  /** The value of the RateLimit header (draft-ietf-httpapi-ratelimit-headers-10 §4.2); empty without limits. */
  readonly rateLimit: string;
};

/** Callers told apart by one limit; keys and organizations are fewer by far. */
const CALLERS_MAX = 1_000_000;
const IP_CALLERS_MAX = 100_000;

export function openLimit(policy: LimitPolicy): Limit {
  return {
    policy,
    rate: rateOf(policy),
    buckets: new Buckets(policy.per === "ip" ? IP_CALLERS_MAX : CALLERS_MAX),
  };
}

const FREE: Debit = { allowed: true, violated: [], retryAfterSec: 0, neverFits: false, rateLimit: "" };

/** The limits that one kind of request is held to, together. */
export class LimitSet {
  readonly limits: readonly Limit[];
  /** The value of the RateLimit-Policy header (§4.1 of the same draft); empty without limits. */
  readonly policyHeader: string;

  constructor(limits: readonly Limit[]) {
    this.limits = limits;
    this.policyHeader = limits
      .map(({ policy }) => `"${policy.name}";q=${policy.quota};w=${policy.windowSec}`)
      .join(", ");
  }

  /**
   * Spends `cost` with every limit, or with none if one of them refuses.
   *
   * An address never pays more than its burst for one request: the key that sent it pays in full.
   *
   * @param cost at least 1; a list holds one cost for each limit, in order.
   * @param nowUs whole microseconds of a monotonic clock.
   */
  debit(callers: Callers, cost: number | readonly number[], nowUs: number): Debit {
    const { limits } = this;
    if (limits.length === 0) return FREE;
    for (let i = 0; i < limits.length; i++) {
      const limit = limits[i] as Limit;
      const tat = limit.buckets.tatOf(callerOf(limit, callers));
      if (waitUs(tat, nowUs, limit.rate, costFor(limit, costAt(cost, i))) > 0)
        return this.#refuse(callers, cost, nowUs);
    }
    let rateLimit = "";
    for (let i = 0; i < limits.length; i++) {
      const limit = limits[i] as Limit;
      const caller = callerOf(limit, callers);
      const tat = spend(limit.buckets.tatOf(caller), nowUs, limit.rate, costFor(limit, costAt(cost, i)));
      limit.buckets.set(caller, tat, nowUs);
      if (i > 0) rateLimit += ", ";
      rateLimit += describe(limit, tat, nowUs, idleInUs(tat, nowUs));
    }
    return { allowed: true, violated: FREE.violated, retryAfterSec: 0, neverFits: false, rateLimit };
  }

  #refuse(callers: Callers, cost: number | readonly number[], nowUs: number): Debit {
    const violated: string[] = [];
    const lines: string[] = [];
    let longestUs = 0;
    let neverFits = false;
    for (const [i, limit] of this.limits.entries()) {
      const tat = limit.buckets.tatOf(callerOf(limit, callers));
      const units = costFor(limit, costAt(cost, i));
      const wait = waitUs(tat, nowUs, limit.rate, Math.min(units, limit.rate.burst));
      if (units > limit.rate.burst) neverFits = true;
      if (wait > 0 || units > limit.rate.burst) violated.push(limit.policy.name);
      longestUs = Math.max(longestUs, wait);
      // Of a limit that refuses, `t` names the same moment as Retry-After.
      lines.push(describe(limit, tat, nowUs, wait > 0 ? wait : idleInUs(tat, nowUs)));
    }
    return {
      allowed: false,
      violated,
      retryAfterSec: Math.max(1, seconds(longestUs)),
      neverFits,
      rateLimit: lines.join(", "),
    };
  }
}

/**
 * What several calls in one request are held to together: every limit of any of them, each with the cost of those calls
 * that it counts.
 */
export function combine(calls: readonly { readonly limits: LimitSet; readonly cost: number }[]): {
  readonly limits: LimitSet;
  readonly costs: readonly number[];
} {
  const costs = new Map<Limit, number>();
  for (const { limits, cost } of calls) {
    for (const limit of limits.limits) costs.set(limit, (costs.get(limit) ?? 0) + cost);
  }
  return { limits: new LimitSet([...costs.keys()]), costs: [...costs.values()] };
}

function callerOf({ policy: { per } }: Limit, callers: Callers): string {
  return (per === "key" ? callers.key : per === "org" ? callers.org : callers.ip) ?? callers.ip;
}

function costAt(cost: number | readonly number[], i: number): number {
  return typeof cost === "number" ? cost : (cost[i] as number);
}

function costFor({ policy: { per }, rate: { burst } }: Limit, cost: number): number {
  return per === "ip" && cost > burst ? burst : cost;
}

function describe(limit: Limit, tatUs: number, nowUs: number, inUs: number): string {
  return `"${limit.policy.name}";r=${remaining(tatUs, nowUs, limit.rate)};t=${seconds(inUs)}`;
}

function seconds(us: number): number {
  return Math.ceil(us / 1_000_000);
}
