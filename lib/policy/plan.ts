import { DEFAULT_LIMIT, type LimitPolicy } from "#lib/limits/contract.ts";
import type { AddedScope, Configuration, PlanLine, Route, RpcMethod, Tier, Upstream } from "./contract.ts";

/**
 * What changes between two configurations, in the file's order: what is added or changed, then what is removed.
 *
 * A line widens when it lets through a request that was refused before, or more of them; where that can't be told, it
 * counts as widening.
 */
export function planChanges(before: Configuration, after: Configuration): readonly PlanLine[] {
  return [
    ...compare(before.scopes, after.scopes, ({ name }) => `scope ${name}`, scopeText, scopeWidens),
    ...compareUpstreams(before.upstreams, after.upstreams),
    ...compareStrangers(before.strangers, after.strangers),
    ...compare(before.limits, after.limits, ({ name }) => `limit ${name}`, limitText, limitWidens),
    ...compare(before.tiers, after.tiers, ({ name }) => `tier ${name}`, tierText, tierWidens),
  ];
}

/** One line for a person: `+ upstream exchange, route GET /time: public  [widens access]`. */
export function planText({ op, subject, from, to, widens }: PlanLine): string {
  const sign = { add: "+", remove: "-", change: "~" }[op];
  const what = op === "change" ? `${from} → ${to}` : (to ?? from);
  return `${sign} ${subject}: ${what}${widens ? "  [widens access]" : ""}`;
}

/** `null` stands for its absence before or after. */
type Widens<T> = (before: T | null, after: T | null) => boolean;

function compare<T>(
  before: readonly T[],
  after: readonly T[],
  subject: (thing: T) => string,
  text: (thing: T) => string,
  widens: Widens<T>,
): PlanLine[] {
  const was = new Map(before.map((thing) => [subject(thing), thing]));
  const lines: PlanLine[] = [];
  for (const thing of after) {
    const name = subject(thing);
    const old = was.get(name);
    was.delete(name);
    if (old === undefined) {
      lines.push({ op: "add", subject: name, from: null, to: text(thing), widens: widens(null, thing) });
    } else if (text(old) !== text(thing)) {
      lines.push({
        op: "change",
        subject: name,
        from: text(old),
        to: text(thing),
        widens: widens(old, thing),
      });
    }
  }
  for (const [name, thing] of was) {
    lines.push({ op: "remove", subject: name, from: text(thing), to: null, widens: widens(thing, null) });
  }
  return lines;
}

function compareUpstreams(before: readonly Upstream[], after: readonly Upstream[]): PlanLine[] {
  const lines: PlanLine[] = [];
  const was = new Map(before.map((upstream) => [upstream.name, upstream]));
  for (const upstream of after) {
    const old = was.get(upstream.name) ?? null;
    was.delete(upstream.name);
    lines.push(...compareUpstream(old, upstream));
  }
  for (const old of was.values()) lines.push(...compareUpstream(old, null));
  return lines;
}

function compareUpstream(before: Upstream | null, after: Upstream | null): PlanLine[] {
  const name = (after ?? before)?.name;
  const entries = (upstream: Upstream | null) => (upstream === null ? [] : entriesOf(upstream));
  return [
    ...compare(
      before === null ? [] : [before],
      after === null ? [] : [after],
      () => `upstream ${name}`,
      upstreamText,
      upstreamWidens,
    ),
    ...compare(
      entries(before),
      entries(after),
      ({ named }) => `upstream ${name}, ${named}`,
      entryText,
      entryWidens,
    ),
  ];
}

type Entry = { readonly named: string; readonly scope: string | null; readonly cost: number };

function entriesOf(upstream: Upstream): Entry[] {
  const route = ({ method, path, scope, cost }: Route) => ({ named: `route ${method} ${path}`, scope, cost });
  const rpc = ({ method, scope, cost }: RpcMethod) => ({ named: `method ${method}`, scope, cost });
  return upstream.kind === "http" ? upstream.routes.map(route) : upstream.methods.map(rpc);
}

function entryText({ scope, cost }: Entry): string {
  return `${scope ?? "public"}, cost ${cost}`;
}

const entryWidens: Widens<Entry> = (before, after) => {
  if (before === null || after === null) return after !== null;
  const madePrivate = before.scope === null && after.scope !== null;
  return (before.scope !== after.scope && !madePrivate) || after.cost < before.cost;
};

function upstreamText({ kind, url, env, match, profiles, windowMs }: Upstream): string {
  const where = "host" in match ? `host ${match.host}` : match.pathPrefix;
  return `${kind} ${where} to ${url}, ${env} keys, ${profiles.join(" and ")} within ${windowMs} ms`;
}

const upstreamWidens: Widens<Upstream> = (before, after) => {
  if (before === null || after === null) return after !== null;
  const same = { ...after, windowMs: before.windowMs };
  return upstreamText(same) !== upstreamText(before) || after.windowMs > before.windowMs;
};

function scopeText({ risk }: AddedScope): string {
  return `${risk} risk`;
}

const RISKS = ["read", "trade", "transfer"] as const;
const scopeWidens: Widens<AddedScope> = (before, after) =>
  before !== null && after !== null && RISKS.indexOf(after.risk) < RISKS.indexOf(before.risk);

function limitText({ per, scope, quota, windowSec, burst }: LimitPolicy): string {
  return `${quota} in ${windowSec} s per ${per}${scope === null ? "" : ` for ${scope}`}, burst ${burst}`;
}

const limitWidens: Widens<LimitPolicy> = (before, after) => {
  // A limit named `default` takes the built-in one's place, and gives it back when it goes.
  const builtIn = (other: LimitPolicy | null) => (other?.name === DEFAULT_LIMIT.name ? DEFAULT_LIMIT : null);
  const was = before ?? builtIn(after);
  const is = after ?? builtIn(before);
  if (was === null || is === null) return is === null;
  if (was.per !== is.per || was.scope !== is.scope) return true;
  return is.burst > was.burst || is.quota * was.windowSec > was.quota * is.windowSec;
};

function tierText({ limits }: Tier): string {
  return limits.length === 0 ? "no limits" : limits.join(", ");
}

const tierWidens: Widens<Tier> = (before, after) =>
  before !== null && after !== null && before.limits.some((limit) => !after.limits.includes(limit));

function compareStrangers(before: Configuration["strangers"], after: Configuration["strangers"]): PlanLine[] {
  const text = ({ failures, windowSec }: Configuration["strangers"]) =>
    `${failures} failures in ${windowSec} s`;
  if (text(before) === text(after)) return [];
  const widens =
    after.failures * before.windowSec > before.failures * after.windowSec || after.failures > before.failures;
  return [{ op: "change", subject: "strangers", from: text(before), to: text(after), widens }];
}
