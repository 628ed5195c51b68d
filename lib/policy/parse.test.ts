import { expect, it } from "vitest";
import { parseConfiguration } from "./parse.ts";

const valid = `
apiVersion: keywarden/v1
upstreams:
  - name: exchange
    kind: http
    url: http://127.0.0.1:9100
    match: { pathPrefix: /exchange }
    routes:
      - { method: GET,  path: /api/v3/account, scope: "account:read", cost: 10 }
      - { method: POST, path: /api/v3/order,   scope: "trade:write" }
      - { method: GET,  path: "/api/v3/order/{id}", scope: "trade:read" }
      - { method: GET,  path: /api/v3/time,    scope: null }
  - name: ethereum
    kind: jsonrpc
    url: http://127.0.0.1:8545
    match: { pathPrefix: /ethereum }
    methods:
      - { method: "eth_get*", scope: "chain:read" }
      - { method: eth_sendRawTransaction, scope: "chain:broadcast", cost: 10 }
strangers: { failures: 60, windowSec: 60 }
limits:
  - { name: default,   per: key, quota: 1200, windowSec: 60, burst: 120 }
  - { name: orders,    per: org, scope: "trade:write", quota: 100, windowSec: 10 }
  - { name: anonymous, per: ip,  quota: 60, windowSec: 60 }
tiers:
  - { name: standard, limits: [default, orders] }
`;

function refusal(text: string): string {
  const parsed = parseConfiguration(text);
  if (parsed.ok) throw new Error("accepted");
  return parsed.detail ?? "";
}
const swap = (from: string, to: string) => {
  if (!valid.includes(from)) throw new Error(`the example lacks ${from}`);
  return valid.replace(from, to);
};

// Guarantee: the documented example, less what this version can't enforce, is a configuration, with its defaults.
it("reads the documented example and fills in defaults", () => {
  const parsed = parseConfiguration(valid);
  expect(parsed).toMatchObject({
    ok: true,
    value: {
      upstreams: [
        { env: "live", profiles: ["rfc9421"], windowMs: 5000, routes: [{ cost: 10 }, { cost: 1 }, {}, {}] },
        { kind: "jsonrpc", methods: [{ cost: 1 }, { cost: 10 }] },
      ],
      limits: [{ burst: 120 }, { burst: 10 }, { burst: 6, scope: null }],
      scopes: [],
    },
  });
});

// Guarantee: what can't be enforced is refused by name, with its line; it is never ignored.
it.each([
  [
    "profiles",
    "kind: http\n",
    "kind: http\n    profiles: [rfc9421, binance]\n",
    "line 6: upstreams[0].profiles[1]: this version verifies",
  ],
  [
    "hooks",
    "kind: http\n",
    "kind: http\n    hooks: { cancelAll: /all, openOrders: null }\n",
    "upstreams[0].hooks.cancelAll: cancelAll is not called",
  ],
  [
    "bind",
    'scope: "trade:write" }\n',
    'scope: "trade:write", bind: { instrument: "form:symbol" } }\n',
    "line 10: upstreams[0].routes[1].bind: ",
  ],
  [
    "body",
    'scope: "trade:write" }\n',
    'scope: "trade:write", body: order.json }\n',
    "upstreams[0].routes[1].body: body schemas",
  ],
  [
    "websocket",
    "scope: null }",
    "scope: null, websocket: true }",
    "upstreams[0].routes[3].websocket: WebSocket routes",
  ],
  ["fix", "kind: http\n", "kind: fix\n", "upstreams[0].kind: FIX upstreams are not served"],
])("refuses %s by name", (_, from, to, message) => {
  expect(refusal(swap(from, to))).toContain(message);
});

// Guarantee: empty forms of what isn't enforced yet ask for nothing, and are taken.
it("takes absent hooks and false WebSockets", () => {
  const text = swap("kind: http\n", "kind: http\n    hooks: { cancelAll: null, openOrders: null }\n").replace(
    "scope: null }",
    "scope: null, websocket: false }",
  );
  expect(parseConfiguration(text).ok).toBe(true);
});

// Guarantee: a mistake is named where it stands, with what to do about it, and nothing is half taken.
it.each([
  [
    "an unknown scope",
    '"account:read"',
    '"account:raed"',
    'line 9: upstreams[0].routes[0].scope: unknown scope "account:raed"; did you mean account:read?',
  ],
  [
    "an unknown key",
    "cost: 10 }\n      - { method: POST",
    "costs: 10 }\n      - { method: POST",
    "line 9: upstreams[0].routes[0].costs: no such key",
  ],
  ["an unknown key at the top", "strangers:", "stranger:", "line 20: stranger: no such key"],
  [
    "an unknown key in match",
    "{ pathPrefix: /exchange }",
    "{ prefix: /exchange }",
    "upstreams[0].match.prefix: no such key",
  ],
  [
    "routes of jsonrpc",
    "methods:",
    "routes:",
    "upstreams[1].routes: a jsonrpc upstream lists methods, not routes",
  ],
  [
    "a repeated name",
    "name: ethereum",
    "name: exchange",
    "upstreams[1].name: the upstream name exchange is taken",
  ],
  [
    "a repeated match",
    "/ethereum }",
    "/exchange }",
    "upstreams[1].match: the match pathPrefix /exchange is taken",
  ],
  [
    "a half segment",
    "/exchange }",
    "/exchange/ }",
    "upstreams[0].match.pathPrefix: must be whole path segments",
  ],
  ["a wrong method", "method: POST", "method: TRACE", "upstreams[0].routes[1].method: must be one of GET"],
  [
    "a public POST",
    'order,   scope: "trade:write"',
    "order,   scope: null",
    "upstreams[0].routes[1].scope: a public route",
  ],
  [
    "a public RPC method",
    '"chain:read"',
    "null",
    "upstreams[1].methods[0].scope: a JSON-RPC method can't be public",
  ],
  [
    "conflicting routes",
    "path: /api/v3/time,  ",
    'path: "/api/v3/order/{x}",',
    "upstreams[0].routes[3].path: GET /api/v3/order/{x} matches what routes[2]",
  ],
  [
    "a cost above a burst",
    "cost: 10 }\n      - { method: POST",
    "cost: 121 }\n      - { method: POST",
    "upstreams[0].routes[0].cost: 121 exceeds the burst of limit default (120)",
  ],
  [
    "a public cost above a burst",
    "scope: null }",
    "scope: null, cost: 7 }",
    "exceeds the burst of limit anonymous (6)",
  ],
  [
    "an unknown limit",
    "[default, orders]",
    "[default, order]",
    'tiers[0].limits[1]: unknown limit "order"; did you mean orders?',
  ],
  [
    "plain HTTP elsewhere",
    "http://127.0.0.1:9100",
    "http://exchange.example",
    "upstreams[0].url: plain HTTP is for this machine only",
  ],
  [
    "a URL with a query",
    "http://127.0.0.1:9100",
    '"http://127.0.0.1:9100/?a=1"',
    "upstreams[0].url: must be an http",
  ],
  ["a quota of nothing", "quota: 60,", "quota: 0,", "limits[2].quota: must be at least 1"],
  [
    "text for a number",
    "windowSec: 60, burst",
    'windowSec: "60", burst',
    "limits[0].windowSec: must be a whole number",
  ],
  ["a missing key", "    url: http://127.0.0.1:8545\n", "", "upstreams[1].url: is missing"],
  ["another version", "keywarden/v1", "keywarden/v2", "line 2: apiVersion: must be keywarden/v1"],
  [
    "a repeated key",
    "kind: jsonrpc",
    "kind: jsonrpc\n    kind: jsonrpc",
    "line 15, column 5: Map keys must be unique",
  ],
])("refuses %s", (_, from, to, message) => {
  expect(refusal(swap(from, to))).toContain(message);
});

// Guarantee: what is no configuration at all is refused in one sentence, and never throws.
it.each([
  "",
  "[]",
  "a: [",
  "--- a\n--- b\n",
  "\u0000",
  "x: &a [*a]",
  "!!js/function x",
  `a: "${"x".repeat(2_000_000)}"`,
])("refuses what is no configuration (%#)", (text) => {
  expect(refusal(text)).not.toBe("");
});

// Guarantee: a scope without a stated risk counts as the riskiest.
it("lets a configuration add scopes", () => {
  const text = `${valid}scopes:\n  - { name: "fix:drop", risk: read }\n  - { name: "fix:order" }\n`;
  expect(parseConfiguration(text)).toMatchObject({
    ok: true,
    value: { scopes: [{ risk: "read" }, { risk: "transfer" }] },
  });
  expect(refusal(text.replace("fix:drop", "market:read"))).toContain(
    "scopes[0].name: market:read is built in",
  );
});

// Guarantee: what exhausts the parser is told in words of the file, and throws nothing.
it.each(["[", "- ", "{a: ", "? "])("refuses a file of %j without end", (opening) => {
  for (const depth of [1_000, 20_000]) expect(refusal(opening.repeat(depth))).not.toMatch(/stack/);
  expect(refusal("[".repeat(20_000) + "]".repeat(20_000))).toContain("nested too deeply");
});
