import { expect, it } from "vitest";
import { configurationDigest } from "./apply.ts";
import { configurationSchema, EMPTY_CONFIGURATION } from "./contract.ts";
import { writeConfiguration } from "./export.ts";
import { parseConfiguration } from "./parse.ts";

const full = configurationSchema.parse({
  apiVersion: "keywarden/v1",
  scopes: [{ name: "fix:drop", risk: "read" }],
  upstreams: [
    {
      name: "exchange",
      kind: "http",
      url: "https://exchange.example/base",
      env: "test",
      match: { host: "api.venue.example" },
      windowMs: 9_000,
      routes: [
        { method: "GET", path: "/", scope: null },
        { method: "DELETE", path: "/orders/{id}", scope: "trade:cancel", cost: 3 },
        { method: "GET", path: "/files/*", scope: "fix:drop" },
      ],
    },
    {
      name: "chain",
      kind: "jsonrpc",
      url: "http://[::1]:8545",
      match: { pathPrefix: "/chain/main" },
      methods: [{ method: "eth_*", scope: "chain:read" }],
    },
  ],
  strangers: { failures: 5, windowSec: 30 },
  limits: [{ name: "orders", per: "key", scope: "trade:cancel", quota: 50, windowSec: 5, burst: 9 }],
  tiers: [{ name: "none", limits: [] }],
});

// Guarantee: what is exported applies back to the very same configuration.
it.each([
  ["a full configuration", full],
  ["the empty one", EMPTY_CONFIGURATION],
])("round-trips %s", (_, configuration) => {
  const text = writeConfiguration(configuration);
  const parsed = parseConfiguration(text);
  expect(parsed).toMatchObject({ ok: true, value: configuration });
  if (parsed.ok) expect(configurationDigest(parsed.value)).toEqual(configurationDigest(configuration));
});

// Guarantee: an exported route is one line that a person can read.
it("writes routes on one line", () => {
  expect(writeConfiguration(full)).toContain(
    '      - { method: DELETE, path: "/orders/{id}", scope: trade:cancel, cost: 3 }\n',
  );
});
