import { DEFAULT_LIMIT, type LimitPolicy } from "#lib/limits/contract.ts";
import { type Limit, LimitSet, openLimit } from "#lib/limits/limit-set.ts";
import { Strangers, type StrangersPolicy } from "#lib/limits/strangers.ts";
import { type Risk, RouteNode, Router, RpcRules, type Rule, type UpstreamTarget } from "./router.ts";

/** A configuration as it is stated: what lib/policy's schema gives, as far as the gate enforces it. */
export type Policy = {
  readonly upstreams: readonly UpstreamPolicy[];
  readonly limits: readonly LimitPolicy[];
  readonly tiers: readonly { readonly name: string; readonly limits: readonly string[] }[];
  readonly strangers: StrangersPolicy;
};
type Entry = { readonly scope: string | null; readonly cost: number };
export type UpstreamPolicy = {
  readonly name: string;
  readonly url: string;
  readonly env: "live" | "test";
  readonly match: { readonly host: string } | { readonly pathPrefix: string };
  readonly windowMs: number;
} & (
  | {
      readonly kind: "http";
      readonly routes: readonly (Entry & { readonly method: string; readonly path: string })[];
    }
  | { readonly kind: "jsonrpc"; readonly methods: readonly (Entry & { readonly method: string })[] }
);

/** A configuration ready to be enforced. */
export type Enforced = {
  readonly router: Router;
  readonly strangers: Strangers;
  readonly upstreams: ReadonlyMap<string, UpstreamTarget>;
  /** For what comes after it: which of its state lives on. */
  readonly kept: Kept;
};

type Kept = {
  readonly limits: ReadonlyMap<string, Limit>;
  readonly strangersPolicy: StrangersPolicy;
  readonly windows: ReadonlyMap<string, Window>;
};

/** A request made before `raisedAtMs` is held to the window of that time: its nonce was kept no longer. */
type Window = { readonly ms: number; readonly beforeMs: number; readonly raisedAtMs: number };

/** How far a request's time may lie ahead of the gate's. */
export const FUTURE_MS_MAX = 1_000;
/** The longest window there is, and the second a nonce is kept beyond it. */
const WINDOW_MEMORY_MS = 61_000;

/**
 * Makes a configuration enforceable.
 *
 * @param riskOf what a scope can do at worst.
 * @param before what was enforced until now: limits and strangers whose terms stay the same go on counting.
 */
export function compile(
  policy: Policy,
  riskOf: (scope: string) => Risk,
  before: Enforced | null,
  nowMs: number,
): Enforced {
  const limits = openLimits(policy.limits, before);
  const limitsOf = limitBook(limits, policy.tiers);
  const rule = (label: string, { scope, cost }: Entry): Rule => ({
    label,
    scope,
    cost,
    risk: scope === null ? "read" : riskOf(scope),
    limitsOf: limitsOf(scope),
  });
  const router = new Router();
  const windows = new Map<string, Window>();
  const upstreams = new Map<string, UpstreamTarget>();
  for (const upstream of policy.upstreams) {
    const window = windowAfter(before?.kept.windows.get(upstream.name), upstream.windowMs, nowMs);
    windows.set(upstream.name, window);
    const target = targetOf(upstream, window, rule);
    upstreams.set(upstream.name, target);
    router.add(
      "host" in upstream.match
        ? { host: upstream.match.host }
        : { prefix: segmentsOf(upstream.match.pathPrefix) },
      target,
    );
  }
  const same =
    before !== null &&
    before.kept.strangersPolicy.failures === policy.strangers.failures &&
    before.kept.strangersPolicy.windowSec === policy.strangers.windowSec;
  return {
    router,
    upstreams,
    strangers: same ? before.strangers : new Strangers(policy.strangers),
    kept: { limits, strangersPolicy: policy.strangers, windows },
  };
}

function openLimits(policies: readonly LimitPolicy[], before: Enforced | null): Map<string, Limit> {
  const stated = policies.some(({ name }) => name === DEFAULT_LIMIT.name)
    ? policies
    : [DEFAULT_LIMIT, ...policies];
  return new Map(
    stated.map((policy) => {
      const old = before?.kept.limits.get(policy.name);
      return [policy.name, old && sameTerms(old.policy, policy) ? old : openLimit(policy)];
    }),
  );
}

function sameTerms(a: LimitPolicy, b: LimitPolicy): boolean {
  return (
    a.per === b.per &&
    a.scope === b.scope &&
    a.quota === b.quota &&
    a.windowSec === b.windowSec &&
    a.burst === b.burst
  );
}

/** The limits of each tier for each scope, worked out once. */
function limitBook(
  limits: ReadonlyMap<string, Limit>,
  tiers: Policy["tiers"],
): (scope: string | null) => (tier: string | null) => LimitSet {
  const all = [...limits.values()];
  const namesOf = new Map(tiers.map(({ name, limits: names }) => [name, new Set(names)]));
  const builtIn = namesOf.get(DEFAULT_LIMIT.name) ?? new Set([DEFAULT_LIMIT.name]);
  return (scope) => {
    const held = (names: ReadonlySet<string>) =>
      new LimitSet(
        all.filter(
          ({ policy }) =>
            (policy.scope === null || policy.scope === scope) &&
            (policy.per === "ip" || (scope !== null && names.has(policy.name))),
        ),
      );
    const otherwise = held(builtIn);
    const byTier = new Map([...namesOf].map(([tier, names]) => [tier, held(names)]));
    return (tier) => (tier === null ? otherwise : (byTier.get(tier) ?? otherwise));
  };
}

function targetOf(
  upstream: UpstreamPolicy,
  { ms, beforeMs, raisedAtMs }: Window,
  rule: (label: string, entry: Entry) => Rule,
): UpstreamTarget {
  const url = new URL(upstream.url);
  const prefix = "host" in upstream.match ? "" : upstream.match.pathPrefix.replace(/\/$/, "");
  const shared = {
    name: upstream.name,
    kind: upstream.kind,
    env: upstream.env,
    origin: url.origin,
    path: url.pathname,
    prefix,
    prefixLength: segmentsOf(prefix).length,
    windowMsFor: (createdMs: number) => (createdMs < raisedAtMs ? beforeMs : ms),
  };
  if (upstream.kind === "jsonrpc") {
    const rpc = new RpcRules();
    for (const entry of upstream.methods) rpc.add(entry.method, rule(entry.method, entry));
    return { ...shared, routes: null, rpc };
  }
  const routes = new RouteNode();
  for (const entry of upstream.routes) {
    routes.add(entry.method, entry.path, rule(`${entry.method} ${entry.path}`, entry));
  }
  return { ...shared, routes, rpc: null };
}

function windowAfter(before: Window | undefined, ms: number, nowMs: number): Window {
  if (before === undefined) return { ms, beforeMs: ms, raisedAtMs: 0 };
  const settling = nowMs < before.raisedAtMs + WINDOW_MEMORY_MS;
  const heldMs = settling ? Math.min(before.beforeMs, before.ms) : before.ms;
  if (ms <= heldMs) return { ms, beforeMs: ms, raisedAtMs: 0 };
  return { ms, beforeMs: heldMs, raisedAtMs: nowMs + FUTURE_MS_MAX };
}

function segmentsOf(prefix: string): string[] {
  return prefix === "/" || prefix === "" ? [] : prefix.slice(1).split("/");
}
