import { type Risk, riskOf, type ScopeCatalogue } from "#lib/keys/scopes.ts";
import type { Configuration, Upstream } from "#lib/policy/contract.ts";

/** A request that a key may send through the gate, fit to be the first one. */
export type ConnectTarget = {
  readonly upstream: string;
  readonly url: string;
  readonly method: string;
  /** JSON text; null: the request has no body. */
  readonly body: string | null;
  /** What is called, in few words: "GET /api/v3/account", "eth_chainId". */
  readonly call: string;
  readonly scope: string;
  readonly risk: Risk;
};

type Caller = {
  readonly env: "live" | "test";
  /** What the key may really do: its scopes below its organization's ceiling. */
  readonly scopes: readonly string[];
};

/** Calls of blockchain nodes that take no parameter, so that a pattern such as `eth_*` has an example. */
const WITHOUT_PARAMETERS = ["eth_chainId", "eth_blockNumber", "eth_gasPrice", "net_version", "eth_getLogs"];
/** Paths that venues answer without a parameter. */
const WHOLE = /\/(?:account|balances?|positions?|ping|status|time|info|exchangeInfo|openOrders)$/i;
const RISKS: readonly Risk[] = ["read", "trade", "transfer"];

/**
 * The least risky call that the configuration lets this key make; null where there is none.
 *
 * Calls whose path or method holds a part that only the caller knows are left out: a snippet runs as it is.
 *
 * @param gate an origin of the gate, such as https://localhost:8443.
 */
export function connectTarget(
  configuration: Pick<Configuration, "upstreams">,
  caller: Caller,
  gate: string,
  catalogue: ScopeCatalogue,
): ConnectTarget | null {
  const held = new Set(caller.scopes);
  const all = configuration.upstreams
    .filter(({ env }) => env === caller.env)
    .flatMap((upstream) => callsOf(upstream, gate))
    .filter(({ scope }) => held.has(scope))
    .map((call) => ({ ...call, risk: riskOf(call.scope, catalogue) }));
  const ranked = RISKS.flatMap((risk) => {
    const calls = all.filter((call) => call.risk === risk);
    return [...calls.filter(({ url }) => WHOLE.test(url)), ...calls];
  });
  return ranked[0] ?? null;
}

function callsOf(upstream: Upstream, gate: string): Omit<ConnectTarget, "risk">[] {
  const base = baseUrl(upstream, gate);
  if (upstream.kind === "jsonrpc") {
    return upstream.methods.flatMap(({ method, scope }) => {
      const call = scope === null ? null : exampleOf(method);
      if (call === null || scope === null) return [];
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: call, params: [] });
      const url = upstream.match.host === undefined && upstream.match.pathPrefix !== "/" ? base : `${base}/`;
      return [{ upstream: upstream.name, url, method: "POST", body, call, scope }];
    });
  }
  return upstream.routes.flatMap(({ method, path, scope }) => {
    if (scope === null || /[{*]/.test(path) || method === "OPTIONS" || method === "HEAD") return [];
    return [
      {
        upstream: upstream.name,
        url: `${base}${path}`,
        method,
        body: null,
        call: `${method} ${path}`,
        scope,
      },
    ];
  });
}

/** Where the gate takes requests for an upstream, without a slash at the end: below a prefix, or at a host of its own. */
function baseUrl({ match }: Upstream, gate: string): string {
  if (match.host === undefined) return match.pathPrefix === "/" ? gate : `${gate}${match.pathPrefix}`;
  const url = new URL(gate);
  url.hostname = match.host;
  return url.origin;
}

function exampleOf(pattern: string): string | null {
  if (!pattern.endsWith("*")) return pattern;
  return WITHOUT_PARAMETERS.find((name) => name.startsWith(pattern.slice(0, -1))) ?? null;
}
