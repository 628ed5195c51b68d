import { expect, it } from "vitest";
import { compile, type Policy } from "./compile.ts";
import { forwardedTarget, type Routed } from "./router.ts";

const route = (method: string, path: string, scope: string | null = "market:read") => ({
  method,
  path,
  scope,
  cost: 1,
});
const http = (
  name: string,
  match: { pathPrefix: string } | { host: string },
  routes: ReturnType<typeof route>[],
) =>
  ({
    name,
    kind: "http",
    url: `http://127.0.0.1:9100/${name}`,
    env: "live",
    match,
    windowMs: 5_000,
    routes,
  }) as const;
const policy = (upstreams: Policy["upstreams"], more: Partial<Policy> = {}): Policy => ({
  upstreams,
  limits: [],
  tiers: [],
  strangers: { failures: 60, windowSec: 60 },
  ...more,
});
const risk = () => "read" as const;
const compiled = (p: Policy) => compile(p, risk, null, 0);
const found = (routed: Routed) =>
  routed.outcome === "rule" ? `${routed.upstream.name} ${routed.rule.label}` : routed.outcome;
const ask = (p: Policy, method: string, path: string, host = "localhost") =>
  compiled(p).router.route(host, method, path === "/" ? [] : path.slice(1).split("/"));

const site = policy([
  http("a", { pathPrefix: "/a" }, [
    route("GET", "/x"),
    route("GET", "/{id}"),
    route("GET", "/*"),
    route("POST", "/x/{id}/done"),
    route("GET", "/x/{id}/{what}"),
    route("HEAD", "/"),
  ]),
  http("ab", { pathPrefix: "/a/b" }, [route("GET", "/x")]),
  http("host", { host: "api.venue.example" }, [route("GET", "/x"), route("GET", "/a/x")]),
  {
    name: "chain",
    kind: "jsonrpc",
    url: "http://127.0.0.1:8545",
    env: "live",
    match: { pathPrefix: "/chain" },
    windowMs: 5_000,
    methods: [{ method: "eth_*", scope: "chain:read", cost: 1 }],
  },
]);

// Guarantee: the host decides first, then the longest prefix of whole segments, then the most specific route.
it.each([
  ["/a/x", "GET", "a GET /x"],
  ["/a/y", "GET", "a GET /{id}"],
  ["/a/y/z", "GET", "a GET /*"],
  ["/a/x/7/done", "POST", "a POST /x/{id}/done"],
  ["/a/x/7/else", "GET", "a GET /x/{id}/{what}"],
  ["/a/b/x", "GET", "ab GET /x"],
  ["/a/bx", "GET", "a GET /{id}"],
  ["/a/b/y", "GET", "no_route"],
  ["/a", "HEAD", "a HEAD /"],
  ["/ab/x", "GET", "no_route"],
  ["/", "GET", "no_route"],
  ["/chain/more", "POST", "no_route"],
  ["/chain", "POST", "rpc"],
])("routes %s", (path, method, expected) => {
  expect(found(ask(site, method, path))).toBe(expected);
});

it("lets a configured host decide before any prefix", () => {
  expect(found(ask(site, "GET", "/a/x", "api.venue.example"))).toBe("host GET /a/x");
});

// Guarantee: a known path says which methods it takes; HEAD and OPTIONS only where they are listed.
it("answers a wrong method with those allowed", () => {
  expect(ask(site, "HEAD", "/a/x")).toMatchObject({ outcome: "no_method", allow: ["GET"] });
  expect(ask(site, "OPTIONS", "/a")).toMatchObject({ outcome: "no_method", allow: ["HEAD"] });
  expect(ask(site, "GET", "/chain")).toMatchObject({ outcome: "no_method", allow: ["POST"] });
});

const limits: Policy["limits"] = [
  { name: "orders", per: "org", scope: "trade:write", quota: 100, windowSec: 10, burst: 10 },
  { name: "anonymous", per: "ip", scope: null, quota: 60, windowSec: 60, burst: 6 },
];
const tiers = [{ name: "standard", limits: ["default", "orders"] }];

function limitNames(p: Policy, path: string, tier: string | null): string[] {
  const routed = ask(p, "GET", path);
  if (routed.outcome !== "rule") throw new Error("no rule");
  return routed.rule.limitsOf(tier).limits.map(({ policy: { name } }) => name);
}

// Guarantee: a tier's limits hold for its organizations, the built-in default for those without, an address's for all.
it("holds each request to its limits", () => {
  const p = policy(
    [
      http("a", { pathPrefix: "/a" }, [
        route("GET", "/r"),
        route("GET", "/w", "trade:write"),
        route("GET", "/p", null),
      ]),
    ],
    { limits, tiers },
  );
  expect(limitNames(p, "/a/r", null)).toEqual(["default", "anonymous"]);
  expect(limitNames(p, "/a/r", "standard")).toEqual(["default", "anonymous"]);
  expect(limitNames(p, "/a/w", "standard")).toEqual(["default", "orders", "anonymous"]);
  expect(limitNames(p, "/a/w", null)).toEqual(["default", "anonymous"]);
  expect(limitNames(p, "/a/p", null)).toEqual(["anonymous"]);
});

// Guarantee: applying a configuration again hands nobody a fresh burst.
it("goes on counting where the terms are the same", () => {
  const p = policy([http("a", { pathPrefix: "/a" }, [route("GET", "/r")])], { limits, tiers });
  const first = compile(p, risk, null, 0);
  const second = compile(p, risk, first, 1_000);
  expect(second.kept.limits.get("default")).toBe(first.kept.limits.get("default"));
  expect(second.strangers).toBe(first.strangers);
  const looser = limits.map((limit) => ({ ...limit, quota: 7 }));
  const third = compile({ ...p, limits: looser }, risk, second, 2_000);
  expect(third.kept.limits.get("orders")).not.toBe(first.kept.limits.get("orders"));
});

// Guarantee: a wider window does not let requests back in whose nonces were forgotten under the narrower one.
it("holds earlier requests to the window of their time", () => {
  const withWindow = (windowMs: number) => policy([{ ...http("a", { pathPrefix: "/a" }, []), windowMs }]);
  const narrow = compile(withWindow(5_000), risk, null, 0);
  const wide = compile(withWindow(60_000), risk, narrow, 100_000);
  const windowMsFor = wide.upstreams.get("a")?.windowMsFor;
  expect(windowMsFor?.(100_999)).toBe(5_000);
  expect(windowMsFor?.(101_000)).toBe(60_000);
  const again = compile(withWindow(60_000), risk, wide, 110_000);
  expect(again.upstreams.get("a")?.windowMsFor(109_000)).toBe(5_000);
});

// Guarantee: what goes on is the path of the upstream's URL, then the remainder and the query byte for byte.
it.each([
  ["http://h:1", { pathPrefix: "/a" }, "/a/x?q=%2F", "/x?q=%2F"],
  ["http://h:1", { pathPrefix: "/a" }, "/a", "/"],
  ["http://h:1", { pathPrefix: "/a" }, "/a?q", "/?q"],
  ["http://h:1/base", { pathPrefix: "/a/b" }, "/a/b/x", "/base/x"],
  ["http://h:1/base/", { pathPrefix: "/a" }, "/a/x", "/base/x"],
  ["http://h:1/base/", { pathPrefix: "/a" }, "/a", "/base/"],
  ["http://h:1/base", { host: "api.venue.example" }, "/x", "/base/x"],
  ["http://h:1", { pathPrefix: "/" }, "/x%C3%A9", "/x%C3%A9"],
] as const)("forwards through %s", (url, match, target, expected) => {
  const upstream = compiled(policy([{ ...http("a", match, []), url }])).upstreams.get("a");
  expect(upstream && forwardedTarget(upstream, target)).toBe(expected);
});
