import { isLoopback } from "#lib/kernel/env.ts";
import { builtInScopes } from "#lib/keys/scopes.ts";
import { DEFAULT_LIMIT, type LimitPolicy, QUOTA_PER_SEC_MAX } from "#lib/limits/contract.ts";
import type { Configuration, HttpUpstream, JsonRpcUpstream, Upstream } from "./contract.ts";
import type { Problem } from "./parse.ts";
import { didYouMean } from "./suggest.ts";

/**
 * What no single line of a configuration can be blamed for by its shape alone: names that are taken or unknown, matches
 * and routes that exclude each other, costs that could never be paid. Pure; problems in the file's order.
 */
export function checkConfiguration(configuration: Configuration): readonly Problem[] {
  const known: Known = {
    scopes: new Set([...builtInScopes.keys(), ...configuration.scopes.map(({ name }) => name)]),
    limits: configuration.limits.some(({ name }) => name === DEFAULT_LIMIT.name)
      ? configuration.limits
      : [DEFAULT_LIMIT, ...configuration.limits],
  };
  return [
    ...checkScopes(configuration),
    ...configuration.upstreams.flatMap((upstream, i) =>
      within(["upstreams", i], checkUpstream(upstream, known)),
    ),
    ...repeated(
      configuration.upstreams.map(({ name }) => name),
      (i) => ["upstreams", i, "name"],
      "upstream name",
    ),
    ...checkMatches(configuration.upstreams),
    ...configuration.limits.flatMap((limit, i) => within(["limits", i], checkLimit(limit, known))),
    ...repeated(
      configuration.limits.map(({ name }) => name),
      (i) => ["limits", i, "name"],
      "limit name",
    ),
    ...checkTiers(configuration, known),
  ];
}

type Known = { readonly scopes: ReadonlySet<string>; readonly limits: readonly LimitPolicy[] };

function within(path: readonly PropertyKey[], problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
}

function repeated(
  values: readonly string[],
  at: (i: number) => readonly PropertyKey[],
  what: string,
): Problem[] {
  const seen = new Map<string, number>();
  const problems: Problem[] = [];
  for (const [i, value] of values.entries()) {
    const before = seen.get(value);
    if (before === undefined) seen.set(value, i);
    else problems.push({ path: at(i), message: `the ${what} ${value} is taken by entry [${before}]` });
  }
  return problems;
}

function checkScopes({ scopes }: Configuration): Problem[] {
  const taken = scopes.flatMap(({ name }, i) =>
    builtInScopes.has(name)
      ? [{ path: ["scopes", i, "name"], message: `${name} is built in and can't be declared anew` }]
      : [],
  );
  return [
    ...taken,
    ...repeated(
      scopes.map(({ name }) => name),
      (i) => ["scopes", i, "name"],
      "scope",
    ),
  ];
}

function checkUpstream(upstream: Upstream, known: Known): Problem[] {
  return [
    ...checkUrl(upstream.url),
    ...repeated(upstream.profiles, (i) => ["profiles", i], "profile"),
    ...(upstream.kind === "http" ? checkRoutes(upstream, known) : checkMethods(upstream, known)),
  ];
}

function checkUrl(url: string): Problem[] {
  const say = (message: string) => [{ path: ["url"], message }];
  if (!/^https?:\/\/[^\s?#@\\]+$/.test(url) || !URL.canParse(url)) {
    return say("must be an http:// or https:// URL without a user, a query or a fragment");
  }
  const parsed = new URL(url);
  if (parsed.protocol === "http:" && !isLoopback(parsed.hostname)) {
    return say("plain HTTP is for this machine only (localhost, 127.0.0.1, [::1]); use https://");
  }
  const written = url.replace(/^https?:\/\/[^/]+/, "");
  if (!/^(\/[A-Za-z0-9._~-]+)*\/?$/.test(written) || (parsed.pathname !== written && written !== "")) {
    return say("its path must be plain segments of letters, digits, '.', '_', '~' and '-'");
  }
  return [];
}

function checkScope(scope: string, known: Known): string | null {
  if (known.scopes.has(scope)) return null;
  return `unknown scope "${scope}"${didYouMean(scope, known.scopes) ?? "; declare it under scopes, or use one of the catalogue"}`;
}

function checkRoutes({ routes }: HttpUpstream, known: Known): Problem[] {
  const problems: Problem[] = [];
  const shapes = new Map<string, number>();
  for (const [i, { method, path, scope, cost }] of routes.entries()) {
    const at = (key: string, message: string) => problems.push({ path: ["routes", i, key], message });
    const shape = `${method} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`;
    const before = shapes.get(shape);
    if (before === undefined) shapes.set(shape, i);
    else at("path", `${method} ${path} matches what routes[${before}] matches; keep one of them`);
    const names = path.match(/\{[^}]*\}/g) ?? [];
    if (new Set(names).size < names.length) at("path", "a parameter's name stands twice");
    if (scope === null && method !== "GET" && method !== "HEAD") {
      at("scope", `a public route (scope: null) is GET or HEAD only, and this is ${method}`);
    }
    const unknown = scope === null ? null : checkScope(scope, known);
    if (unknown !== null) at("scope", unknown);
    const tooDear = checkCost(cost, scope, known);
    if (tooDear !== null) at("cost", tooDear);
  }
  return problems;
}

function checkMethods({ methods }: JsonRpcUpstream, known: Known): Problem[] {
  const problems: Problem[] = repeated(
    methods.map(({ method }) => method),
    (i) => ["methods", i, "method"],
    "method",
  );
  for (const [i, { scope, cost }] of methods.entries()) {
    const at = (key: string, message: string) => problems.push({ path: ["methods", i, key], message });
    if (scope === null) at("scope", "a JSON-RPC method can't be public: public routes are GET and HEAD only");
    const unknown = scope === null ? null : checkScope(scope, known);
    if (unknown !== null) at("scope", unknown);
    const tooDear = checkCost(cost, scope, known);
    if (tooDear !== null) at("cost", tooDear);
  }
  return problems;
}

/** A request dearer than a burst could never pass. An address pays for public requests only, keys for the others. */
function checkCost(cost: number, scope: string | null, known: Known): string | null {
  const held = known.limits.filter(
    (limit) => (limit.per === "ip") === (scope === null) && (limit.scope === null || limit.scope === scope),
  );
  const tooSmall = held.find(({ burst }) => burst < cost);
  if (tooSmall === undefined) return null;
  return `${cost} exceeds the burst of limit ${tooSmall.name} (${tooSmall.burst}), so that no request could ever pass; raise that burst or lower the cost`;
}

function checkMatches(upstreams: readonly Upstream[]): Problem[] {
  return repeated(
    upstreams.map(({ match }) => ("host" in match ? `host ${match.host}` : `pathPrefix ${match.pathPrefix}`)),
    (i) => ["upstreams", i, "match"],
    "match",
  );
}

function checkLimit({ name, per, scope, quota, windowSec }: LimitPolicy, known: Known): Problem[] {
  const problems: Problem[] = [];
  const unknown = scope === null ? null : checkScope(scope, known);
  if (unknown !== null) problems.push({ path: ["scope"], message: unknown });
  if (quota > windowSec * QUOTA_PER_SEC_MAX) {
    problems.push({ path: ["quota"], message: `must be at most ${QUOTA_PER_SEC_MAX} a second` });
  }
  if (name === DEFAULT_LIMIT.name && per !== "key") {
    problems.push({
      path: ["per"],
      message: "the limit default holds for keys without a tier: it must be per key",
    });
  }
  return problems;
}

function checkTiers({ tiers }: Configuration, known: Known): Problem[] {
  const names = new Set(known.limits.map(({ name }) => name));
  const problems = repeated(
    tiers.map(({ name }) => name),
    (i) => ["tiers", i, "name"],
    "tier name",
  );
  for (const [i, { limits }] of tiers.entries()) {
    problems.push(...repeated(limits, (j) => ["tiers", i, "limits", j], "limit"));
    for (const [j, limit] of limits.entries()) {
      if (names.has(limit)) continue;
      problems.push({
        path: ["tiers", i, "limits", j],
        message: `unknown limit "${limit}"${didYouMean(limit, names) ?? "; declare it under limits"}`,
      });
    }
  }
  return problems;
}
