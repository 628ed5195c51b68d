import { expect, it } from "vitest";
import { builtInScopes } from "#lib/keys/scopes.ts";
import { type Configuration, configurationSchema } from "#lib/policy/contract.ts";
import { connectTarget } from "./connect-target.ts";

const GATE = "https://localhost:8443";
const upstreams = [
  {
    name: "exchange",
    kind: "http",
    url: "http://127.0.0.1:9100",
    match: { pathPrefix: "/exchange" },
    routes: [
      { method: "POST", path: "/api/v3/order", scope: "trade:write" },
      { method: "GET", path: "/api/v3/order/{id}", scope: "account:read" },
      { method: "GET", path: "/api/v3/time", scope: null },
      { method: "GET", path: "/api/v3/account", scope: "account:read" },
    ],
  },
  {
    name: "ethereum",
    kind: "jsonrpc",
    url: "http://127.0.0.1:8545",
    match: { pathPrefix: "/ethereum" },
    methods: [
      { method: "debug_*", scope: "chain:read" },
      { method: "eth_*", scope: "chain:read" },
    ],
  },
];
const configuration = (more: object[] = []): Configuration =>
  configurationSchema.parse({ apiVersion: "keywarden/v1", upstreams: [...upstreams, ...more] });
const target = (scopes: string[], env: "live" | "test" = "live", more: object[] = []) =>
  connectTarget(configuration(more), { env, scopes }, GATE, builtInScopes);

// Guarantee: the first request that a page suggests does the least harm that the key can do.
it("prefers a call that reads, whole as it stands", () => {
  expect(target(["trade:write", "account:read"])).toMatchObject({
    url: `${GATE}/exchange/api/v3/account`,
    method: "GET",
    body: null,
    risk: "read",
  });
});

it("says that nothing harmless is left", () => {
  expect(target(["trade:write"])).toMatchObject({ call: "POST /api/v3/order", risk: "trade" });
});

it("fills a pattern of JSON-RPC methods with one that takes no parameter", () => {
  const found = target(["chain:read"]);
  expect(found).toMatchObject({ url: `${GATE}/ethereum`, method: "POST", call: "eth_chainId" });
  expect(JSON.parse(found?.body ?? "")).toEqual({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
});

it("keeps the gate's port where an upstream has a host of its own", () => {
  const hosted = {
    name: "options",
    kind: "http",
    url: "http://127.0.0.1:9200",
    match: { host: "options.venue.example" },
    routes: [{ method: "GET", path: "/book", scope: "market:read" }],
  };
  expect(target(["market:read"], "live", [hosted])?.url).toBe("https://options.venue.example:8443/book");
});

// Guarantee: a key is never pointed at an upstream of the other environment.
it("finds nothing for a test key among live upstreams", () => {
  expect(target(["account:read"], "test")).toBeNull();
  expect(target(["clearing:read"])).toBeNull();
});
