import { expect, it } from "vitest";
import { configurationSchema } from "#lib/policy/contract.ts";
import { applyingLimits, describeLimit } from "./applying-limits.ts";

const configuration = configurationSchema.parse({
  apiVersion: "keywarden/v1",
  limits: [
    { name: "orders", per: "org", scope: "trade:write", quota: 100, windowSec: 10 },
    { name: "anonymous", per: "ip", quota: 60, windowSec: 60 },
    { name: "unused", per: "key", quota: 5, windowSec: 60 },
  ],
  tiers: [{ name: "standard", limits: ["default", "orders"] }],
});
const names = (tier: string | null, scopes: readonly string[]) =>
  applyingLimits(configuration, tier, scopes).map(({ name }) => name);

// Guarantee: the page names the limits that the gate enforces, and no other.
it("takes those of the tier, of the key's scopes, and of every address", () => {
  expect(names("standard", ["trade:write"])).toEqual(["default", "orders", "anonymous"]);
  expect(names("standard", ["market:read"])).toEqual(["default", "anonymous"]);
  expect(names(null, ["trade:write"])).toEqual(["default", "anonymous"]);
  expect(names("gone", ["trade:write"])).toEqual(["default", "anonymous"]);
});

it("says a limit in words", () => {
  const [, orders] = applyingLimits(configuration, "standard", ["trade:write"]);
  expect(orders && describeLimit(orders)).toBe("100 in 10 s an organization, 10 at once, trade:write only");
});
