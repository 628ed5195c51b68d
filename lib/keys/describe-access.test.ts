import fc from "fast-check";
import { expect, it } from "vitest";
import { keyEnvs, keyStatuses } from "./contract.ts";
import { type Access, describeAccess } from "./describe-access.ts";
import { builtInScopes, riskOf, scopeCatalogue } from "./scopes.ts";

const NOW_MS = Date.parse("2026-11-23T00:00:00.000Z");
const access = (over: Partial<Access> = {}): Access => ({
  scopes: ["trade:write", "trade:cancel"],
  ips: ["203.0.113.0/26", "198.51.100.0/24"],
  env: "live",
  status: "active",
  expiresAt: "2027-02-14T10:00:00.000Z",
  ...over,
});

// Guarantee: a key is said in one plain sentence, and what it can't do is part of it.
it.each<[Partial<Access>, string]>([
  [{}, "Can place and cancel orders, from 2 networks, until 14 Feb 2027. Cannot withdraw."],
  [
    { scopes: ["market:read", "account:read", "trade:read", "trade:write", "trade:cancel"], ips: null },
    "Can place and cancel orders, and read market data, the account and orders, from any address, until 14 Feb 2027. Cannot withdraw.",
  ],
  [
    { scopes: ["market:read"], ips: ["203.0.113.7/32"] },
    "Can read market data, from 203.0.113.7/32, until 14 Feb 2027. Cannot trade or withdraw.",
  ],
  [
    { scopes: ["chain:read"], env: "test", ips: null },
    "Can read the blockchain on test upstreams, from any address, until 14 Feb 2027. Cannot trade, broadcast transactions or withdraw.",
  ],
  [
    { scopes: ["trade:cancel"] },
    "Can cancel orders, from 2 networks, until 14 Feb 2027. Cannot place orders or withdraw.",
  ],
  [
    { scopes: ["wallet:withdraw", "trade:write"] },
    "Can withdraw, and place orders, from 2 networks, until 14 Feb 2027.",
  ],
  [
    { status: "suspended" },
    "Suspended. Once resumed it can place and cancel orders, from 2 networks, until 14 Feb 2027. Cannot withdraw.",
  ],
  [
    { status: "expired", expiresAt: "2026-09-04T00:00:00.000Z" },
    "Expired on 4 Sep 2026. Could place and cancel orders, from 2 networks. Cannot withdraw.",
  ],
  [{ status: "revoked" }, "Revoked. Could place and cancel orders, from 2 networks. Cannot withdraw."],
  [
    { expiresAt: "2026-11-24T09:05:00.000Z" },
    "Can place and cancel orders, from 2 networks, until 09:05 UTC on 24 Nov 2026. Cannot withdraw.",
  ],
])("says %o", (over, text) => {
  expect(describeAccess(access(over), NOW_MS).text).toBe(text);
});

// Guarantee: the parts are the sentence; what may trade or move money stands in a part of that risk, reads in none.
it("tones each phrase by its risk", () => {
  const anyAccess = fc.record({
    scopes: fc.subarray([...builtInScopes.keys()]),
    ips: fc.constantFrom(null, ["203.0.113.0/26"]),
    env: fc.constantFrom(...keyEnvs),
    status: fc.constantFrom(...keyStatuses),
    expiresAt: fc.constant("2027-02-14T10:00:00.000Z"),
  });
  fc.assert(
    fc.property(anyAccess, (any) => {
      const { parts, text } = describeAccess(any, NOW_MS);
      expect(parts.map((part) => part.text).join("")).toBe(text);
      for (const risk of ["read", "trade", "transfer"] as const)
        expect(parts.some(({ tone }) => tone === risk)).toBe(any.scopes.some((id) => riskOf(id) === risk));
      const says = text.includes("Cannot") && /Cannot[^.]*withdraw/.test(text);
      expect(says).toBe(!any.scopes.includes("wallet:withdraw"));
    }),
  );
});

// Guarantee: a scope of the configuration is named, whatever it is.
it("names an added scope", () => {
  const catalogue = scopeCatalogue([{ id: "desk:sweep" }]);
  const { parts } = describeAccess(access({ scopes: ["desk:sweep"] }), NOW_MS, catalogue);
  expect(parts).toContainEqual({ text: "use desk:sweep", tone: "transfer" });
});
