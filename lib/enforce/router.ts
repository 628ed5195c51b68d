import type { LimitSet } from "#lib/limits/limit-set.ts";

export type Risk = "read" | "trade" | "transfer";

/** What a matched route or JSON-RPC method asks for. */
export type Rule = {
  /** The configured pattern, `POST /api/v3/order` or `eth_get*`: bounded, unlike what is sent. */
  readonly label: string;
  /** Null: public. */
  readonly scope: string | null;
  readonly risk: Risk;
  readonly cost: number;
  /** What it is held to, by the tier of the caller's organization. */
  readonly limitsOf: (tier: string | null) => LimitSet;
};

export type UpstreamTarget = {
  readonly name: string;
  readonly kind: "http" | "jsonrpc";
  readonly env: "live" | "test";
  /** Scheme, host and port. */
  readonly origin: string;
  /** The path of its URL: what a request on the very prefix is forwarded to. */
  readonly path: string;
  /** The prefix, which is not forwarded: "" where the host decides. Its segments are counted, so that nobody has to. */
  readonly prefix: string;
  readonly prefixLength: number;
  /** How old a signed request made at `createdMs` may be. */
  readonly windowMsFor: (createdMs: number) => number;
  readonly routes: RouteNode | null;
  readonly rpc: RpcRules | null;
};

/** One segment's place in the tree of an upstream's routes. */
export class RouteNode {
  readonly #literals = new Map<string, RouteNode>();
  #param: RouteNode | null = null;
  #rest: RouteNode | null = null;
  readonly rules = new Map<string, Rule>();

  /** @param path a configured pattern: literals, `{name}`, and a trailing `*`. */
  add(method: string, path: string, rule: Rule): void {
    let node: RouteNode = this;
    for (const segment of path === "/" ? [] : path.slice(1).split("/")) node = node.#child(segment);
    node.rules.set(method, rule);
  }

  #child(segment: string): RouteNode {
    if (segment === "*") {
      this.#rest ??= new RouteNode();
      return this.#rest;
    }
    if (segment.startsWith("{")) {
      this.#param ??= new RouteNode();
      return this.#param;
    }
    let next = this.#literals.get(segment);
    if (next === undefined) {
      next = new RouteNode();
      this.#literals.set(segment, next);
    }
    return next;
  }

  /** The most specific pattern that fits: at every segment a literal beats a parameter, and that beats `*`. */
  match(segments: readonly string[], from: number): RouteNode | null {
    if (from === segments.length) return this.rules.size > 0 ? this : null;
    const literal = this.#literals.get(segments[from] as string)?.match(segments, from + 1);
    if (literal) return literal;
    return this.#param?.match(segments, from + 1) ?? this.#rest;
  }
}

/** The JSON-RPC methods of an upstream. */
export class RpcRules {
  readonly #exact = new Map<string, Rule>();
  readonly #prefixes: { readonly prefix: string; readonly rule: Rule }[] = [];

  /** @param pattern a name, or the beginning of names followed by `*`. */
  add(pattern: string, rule: Rule): void {
    if (!pattern.endsWith("*")) {
      this.#exact.set(pattern, rule);
      return;
    }
    this.#prefixes.push({ prefix: pattern.slice(0, -1), rule });
    this.#prefixes.sort((a, b) => b.prefix.length - a.prefix.length);
  }

  /** The exact name first, then the longest beginning. */
  match(method: string): Rule | null {
    const exact = this.#exact.get(method);
    if (exact !== undefined) return exact;
    return this.#prefixes.find(({ prefix }) => method.startsWith(prefix))?.rule ?? null;
  }
}

class PrefixNode {
  readonly children = new Map<string, PrefixNode>();
  upstream: UpstreamTarget | null = null;
}

/** What a request was routed to. A JSON-RPC upstream's rules are found later, in the body. */
export type Routed =
  | { readonly outcome: "rule"; readonly upstream: UpstreamTarget; readonly rule: Rule }
  | { readonly outcome: "rpc"; readonly upstream: UpstreamTarget; readonly rpc: RpcRules }
  | { readonly outcome: "no_method"; readonly upstream: UpstreamTarget; readonly allow: readonly string[] }
  | { readonly outcome: "no_route"; readonly upstream: UpstreamTarget | null };

const NO_UPSTREAM: Routed = { outcome: "no_route", upstream: null };

export class Router {
  readonly #hosts = new Map<string, UpstreamTarget>();
  readonly #prefixes = new PrefixNode();

  /** @param match a host name in lower case, or the segments of a prefix. */
  add(
    match: { readonly host: string } | { readonly prefix: readonly string[] },
    upstream: UpstreamTarget,
  ): void {
    if ("host" in match) {
      this.#hosts.set(match.host, upstream);
      return;
    }
    let node = this.#prefixes;
    for (const segment of match.prefix) {
      let next = node.children.get(segment);
      if (next === undefined) {
        next = new PrefixNode();
        node.children.set(segment, next);
      }
      node = next;
    }
    node.upstream = upstream;
  }

  hasHost(hostname: string): boolean {
    return this.#hosts.has(hostname);
  }

  /**
   * Finds what answers a request: the host first, then the longest prefix of whole segments, then the most specific
   * route; a JSON-RPC upstream answers POST on its prefix alone.
   */
  route(hostname: string, method: string, segments: readonly string[]): Routed {
    const upstream = this.#hosts.get(hostname) ?? this.#byPrefix(segments);
    if (upstream === null) return NO_UPSTREAM;
    if (upstream.rpc !== null) {
      if (segments.length !== upstream.prefixLength) return { outcome: "no_route", upstream };
      if (method !== "POST") return { outcome: "no_method", upstream, allow: ["POST"] };
      return { outcome: "rpc", upstream, rpc: upstream.rpc };
    }
    const node = upstream.routes?.match(segments, upstream.prefixLength) ?? null;
    if (node === null) return { outcome: "no_route", upstream };
    const rule = node.rules.get(method);
    if (rule === undefined) return { outcome: "no_method", upstream, allow: [...node.rules.keys()].sort() };
    return { outcome: "rule", upstream, rule };
  }

  #byPrefix(segments: readonly string[]): UpstreamTarget | null {
    let node: PrefixNode | undefined = this.#prefixes;
    let found = node.upstream;
    for (let i = 0; i < segments.length; i++) {
      node = node.children.get(segments[i] as string);
      if (node === undefined) break;
      if (node.upstream !== null) found = node.upstream;
    }
    return found;
  }
}

/** Where a request goes on to: the path of the upstream's URL, then what follows the prefix, then the query, as sent. */
export function forwardedTarget({ path, prefix }: UpstreamTarget, target: string): string {
  const remainder = target.slice(prefix.length);
  if (remainder === "" || remainder.startsWith("?")) return path + remainder;
  return path.endsWith("/") ? path + remainder.slice(1) : path + remainder;
}
