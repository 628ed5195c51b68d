import fc from "fast-check";
import { expect, it } from "vitest";
import { keyKinds, keyProfiles } from "./contract.ts";
import { judge, type KeyRequest, kindRules, requirements } from "./rules.ts";
import { builtInScopes, type Risk, riskOf, risks, scopeCatalogue } from "./scopes.ts";

const DAY_MS = 86_400_000;
const all = [...builtInScopes.keys()];
const good: KeyRequest = {
  kind: "ed25519",
  scopes: ["market:read"],
  ips: null,
  lifeMs: 30 * DAY_MS,
  constraints: {},
};
const codesOf = (over: Partial<KeyRequest>, ceiling: readonly string[] = all) =>
  judge({ ...good, ...over }, { ceiling, catalogue: builtInScopes }).map(({ code }) => code);

// Guarantee: each rule of the contract, at its edge.
it.each<[string, Partial<KeyRequest>, string[]]>([
  ["a plain key", {}, []],
  ["bearer that reads", { kind: "bearer", scopes: all.filter((id) => id.endsWith(":read")) }, []],
  ["bearer that trades", { kind: "bearer", scopes: ["trade:cancel"] }, ["scope_too_risky"]],
  ["hmac that trades", { kind: "hmac", scopes: ["trade:write", "trade:cancel"] }, []],
  [
    "hmac that moves money",
    { kind: "hmac", scopes: ["wallet:withdraw"] },
    ["scope_too_risky", "approval_unavailable"],
  ],
  [
    "ed25519 that moves money",
    { scopes: ["chain:broadcast"], ips: ["203.0.113.7/32"] },
    ["approval_unavailable"],
  ],
  ["any address for 90 d", { lifeMs: 90 * DAY_MS }, []],
  ["any address for longer", { lifeMs: 90 * DAY_MS + 1 }, ["expiry_too_long"]],
  ["an empty list for longer", { lifeMs: 90 * DAY_MS + 1, ips: [] }, ["expiry_too_long"]],
  ["networks for 365 d", { lifeMs: 365 * DAY_MS, ips: ["203.0.113.7/32"] }, []],
  ["networks for longer", { lifeMs: 365 * DAY_MS + 1, ips: ["203.0.113.7/32"] }, ["expiry_too_long"]],
  ["p256", { kind: "p256" }, ["kind_unavailable"]],
  ["rsa", { kind: "rsa" }, ["kind_unavailable"]],
  ["mtls", { kind: "mtls" }, ["kind_unavailable"]],
  ["profile rfc9421", { profile: "rfc9421" }, []],
  ["profile binance", { kind: "hmac", profile: "binance" }, ["profile_unavailable"]],
  ["profile bybit", { kind: "hmac", profile: "bybit" }, ["profile_unavailable"]],
  ["profile deribit", { profile: "deribit" }, ["profile_unavailable"]],
  ["a profile for bearer", { kind: "bearer", profile: "rfc9421" }, ["profile_unavailable"]],
  ["a constraint", { constraints: { instruments: "BTC-*" } }, ["constraint_unavailable"]],
])("judges %s", (_, over, codes) => {
  expect(codesOf(over)).toEqual(codes);
});

// Guarantee: a scope above the ceiling, or unknown, is refused by its name.
it("names the scope that can't be had", () => {
  const judged = (scopes: string[]) =>
    judge({ ...good, scopes }, { ceiling: ["market:read"], catalogue: builtInScopes })[0];
  expect(judged(["market:read", "trade:write"])).toMatchObject({
    code: "scope_above_ceiling",
    detail: expect.stringContaining("trade:write"),
  });
  expect(judged(["market:mystery"])).toMatchObject({
    code: "scope_unknown",
    detail: expect.stringContaining("market:mystery"),
  });
});

// Guarantee: what no rule objects to is within the ceiling, within its kind's risk, and ends in time.
it("lets nothing through that the contract forbids", () => {
  const added = [{ id: "desk:sweep" }, { id: "desk:read", risk: "read" as const }];
  const catalogue = scopeCatalogue(added);
  const scope = fc.constantFrom(...catalogue.keys(), "no:such");
  const anyRequest = fc.record({
    kind: fc.constantFrom(...keyKinds),
    profile: fc.option(fc.constantFrom(...keyProfiles), { nil: undefined }),
    scopes: fc.array(scope, { minLength: 1, maxLength: 4 }),
    ips: fc.option(fc.array(fc.constant("203.0.113.0/24"), { maxLength: 2 }), { nil: null }),
    lifeMs: fc.integer({ min: 1, max: 400 }).map((days) => days * DAY_MS),
    constraints: fc.constantFrom({}, { k: "v" }),
  });
  const riskMax: Record<string, Risk> = { bearer: "read", hmac: "trade", ed25519: "trade" };
  fc.assert(
    fc.property(anyRequest, fc.subarray([...catalogue.keys()]), (request, ceiling) => {
      if (judge(request, { ceiling, catalogue }).length > 0) return;
      const highest = riskMax[request.kind];
      expect(highest).toBeDefined();
      for (const id of request.scopes) {
        expect(ceiling).toContain(id);
        expect(risks.indexOf(riskOf(id, catalogue))).toBeLessThanOrEqual(risks.indexOf(highest as Risk));
      }
      expect(request.lifeMs).toBeLessThanOrEqual((request.ips?.length ? 365 : 90) * DAY_MS);
      expect([undefined, "rfc9421"]).toContain(request.profile);
      expect(request.constraints).toEqual({});
    }),
    { numRuns: 2_000 },
  );
});

// Guarantee: taking access away from a request never makes it refused.
it("is monotonous: less access is never refused where more was not", () => {
  fc.assert(
    fc.property(
      fc.subarray(all, { minLength: 1 }),
      fc.integer({ min: 0 }),
      fc.constantFrom(...keyKinds),
      (scopes, drop, kind) => {
        if (codesOf({ scopes, kind }).length > 0 || scopes.length < 2) return;
        expect(codesOf({ scopes: scopes.toSpliced(drop % scopes.length, 1), kind })).toEqual([]);
      },
    ),
  );
});

// Guarantee: every code has a sentence that says what to do.
it("says each refusal in a sentence", () => {
  const worst: KeyRequest = {
    kind: "mtls",
    profile: "binance",
    scopes: ["wallet:withdraw", "no:such"],
    ips: null,
    lifeMs: 400 * DAY_MS,
    constraints: { k: "v" },
  };
  const told = judge(worst, { ceiling: [], catalogue: builtInScopes });
  expect(told.map(({ code }) => code)).toEqual([
    "kind_unavailable",
    "profile_unavailable",
    "constraint_unavailable",
    "scope_unknown",
    "scope_above_ceiling",
    "scope_too_risky",
    "approval_unavailable",
    "expiry_too_long",
  ]);
  for (const { detail } of told) expect(detail).toMatch(/^[A-Z"].*\.$|^[a-z]+:[a-z]+ .*\.$/);
});

// Guarantee: what a form shows while choosing is what the rules judge afterwards.
it("tells in advance what a choice asks for", () => {
  expect(requirements(["market:read"], null, builtInScopes)).toEqual({
    risk: "read",
    kinds: ["bearer", "hmac", "ed25519"],
    lifeDaysMax: 90,
    approval: false,
  });
  expect(requirements(["trade:write"], ["203.0.113.7/32"], builtInScopes)).toMatchObject({
    kinds: ["hmac", "ed25519"],
    lifeDaysMax: 365,
  });
  expect(requirements(["wallet:withdraw"], null, builtInScopes)).toMatchObject({
    kinds: ["ed25519"],
    approval: true,
  });
  for (const kind of keyKinds) expect(risks).toContain(kindRules[kind].riskMax);
});
