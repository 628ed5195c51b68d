import fc from "fast-check";
import { expect, it } from "vitest";
import { Networks, NO_ADDRESS, parseAddress } from "./address.ts";
import type { CredentialFault } from "./authenticate.ts";
import { type Call, decide, decideCall, type Facts } from "./decide.ts";
import { problem, publicAnswer } from "./problems.ts";
import type { Holder, Key, KeyKind } from "./snapshot.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const FRESH = { stale: false, trade: "refuse" } as const;

function holder(key: Partial<Key> = {}, org: Partial<Holder["org"]> = {}): Holder {
  return {
    key: {
      id: "k_0123456789ABCDEF",
      orgId: "org",
      env: "live",
      kind: "ed25519",
      status: "active",
      statusAtMs: NOW - 1_000,
      expiresAtMs: NOW + 1_000,
      scopes: new Set(["market:read", "trade:write", "trade:cancel", "wallet:withdraw"]),
      networks: null,
      cidrs: null,
      versions: [],
      ...key,
    },
    org: {
      id: "org",
      frozen: false,
      tier: null,
      ceiling: new Set(["market:read", "trade:write", "trade:cancel", "wallet:withdraw"]),
      ...org,
    },
  };
}

const good: Facts = {
  nowMs: NOW,
  signedAt: { createdMs: NOW, expiresMs: null, windowMs: 5_000, notBeforeMs: 0 },
  holder: holder(),
  fault: null,
  ip: parseAddress("192.0.2.1"),
  env: "live",
};

const anyHolder = fc
  .record({
    status: fc.constantFrom<Key["status"][]>("active", "suspended", "revoked", "pending"),
    expiresAtMs: fc.integer({ min: NOW - 1_000_000, max: NOW + 1_000_000 }),
    kind: fc.constantFrom<KeyKind[]>("bearer", "hmac", "ed25519"),
    env: fc.constantFrom<Key["env"][]>("live", "test"),
    networks: fc.option(fc.constant(new Networks(["198.51.100.0/24"]))),
    frozen: fc.boolean(),
  })
  .map(({ frozen, ...key }) => holder(key, { frozen }));
const anyFault = fc.constantFrom<CredentialFault[]>(
  "absent",
  "checksum_wrong",
  "coverage_insufficient",
  "digest_mismatch",
  "key_unknown",
  "kind_mismatch",
  "secret_mismatch",
  "signature_mismatch",
  "version_ended",
);

// Guarantee: without a proved credential, nothing about the named key can be learned.
it("gives every caller who proved nothing one and the same public answer", () => {
  const said = new Set<string>();
  fc.assert(
    fc.property(fc.option(anyHolder), anyFault, (named, fault) => {
      const decision = decide({ ...good, holder: named, fault });
      if (decision.allow) throw new Error("allowed");
      expect(publicAnswer(decision)).toEqual([401, "invalid_credentials"]);
      said.add(problem(decision, "id", NOW));
    }),
  );
  expect(said.size).toBe(1);
});

// Guarantee: the same holds for the time: it is judged before the key is looked at.
it("answers a wrong time alike, key or no key", () => {
  for (const named of [holder(), holder({ status: "revoked" }), null]) {
    const decision = decide({ ...good, holder: named, signedAt: { ...signed(NOW - 6_000) } });
    expect(decision).toMatchObject({ allow: false, code: "timestamp_skew" });
  }
});

const signed = (createdMs: number) => ({ createdMs, expiresMs: null, windowMs: 5_000, notBeforeMs: 0 });

// Guarantee: the window is as wide as stated, to the millisecond, and a second into the future.
it.each([
  [-5_000, true],
  [-5_001, false],
  [1_000, true],
  [1_001, false],
])("judges a request made %i ms from now", (offsetMs, allow) => {
  expect(decide({ ...good, signedAt: signed(NOW + offsetMs) }).allow).toBe(allow);
});

// Guarantee: an expiry that has passed, and a time before the process's memory, are refused within the window.
it("judges expiry and the memory's beginning", () => {
  const at = (more: object) => decide({ ...good, signedAt: { ...signed(NOW), ...more } });
  expect(at({ expiresMs: NOW })).toMatchObject({ code: "timestamp_skew", detail: { expired: true } });
  expect(at({ expiresMs: NOW + 1 }).allow).toBe(true);
  expect(at({ notBeforeMs: NOW + 1 })).toMatchObject({ code: "timestamp_skew" });
});

// Guarantee: a proved caller learns why, in this order.
it.each([
  ["key_suspended", holder({ status: "suspended", expiresAtMs: 0 })],
  ["key_revoked", holder({ status: "revoked" })],
  ["key_pending", holder({ status: "pending" })],
  ["key_expired", holder({ expiresAtMs: NOW }, { frozen: true })],
  ["organization_frozen", holder({ networks: new Networks([]) }, { frozen: true })],
  ["ip_denied", holder({ networks: new Networks(["198.51.100.0/24"]), env: "test" })],
  ["environment_mismatch", holder({ env: "test" })],
] as const)("says %s", (code, named) => {
  expect(decide({ ...good, holder: named })).toMatchObject({ allow: false, code });
});

// Guarantee: an address that can't be read is in no key's networks.
it("refuses an unreadable address where networks are listed", () => {
  const listed = holder({ networks: new Networks(["0.0.0.0/0", "::/0"]) });
  expect(decide({ ...good, holder: listed, ip: NO_ADDRESS })).toMatchObject({ code: "ip_denied" });
});

const call = (scope: string, risk: Call["risk"]): Call => ({ scope, risk });

// Guarantee: a scope counts only where the key holds it, its organization may, and its kind is fit for the risk.
it.each([
  ["market:read", "read", holder(), true],
  ["account:read", "read", holder(), false],
  ["market:read", "read", holder({}, { ceiling: new Set() }), false],
  ["trade:write", "trade", holder({ kind: "hmac" }), true],
  ["trade:write", "trade", holder({ kind: "bearer" }), false],
  ["wallet:withdraw", "transfer", holder({ kind: "hmac" }), false],
  ["wallet:withdraw", "transfer", holder(), true],
] as const)("judges %s", (scope, risk, named, allow) => {
  const decision = decideCall(named, call(scope, risk), FRESH);
  expect(decision.allow).toBe(allow);
  if (!decision.allow) expect(decision).toMatchObject({ code: "scope_missing", detail: { required: scope } });
});

// Guarantee: without news of policy, reads and cancelling go on, transfers stop, and trading is as policy says.
it("holds transfers back while policy is stale", () => {
  const stale = { stale: true, trade: "refuse" } as const;
  const allowed = (
    scope: string,
    risk: Call["risk"],
    how: typeof stale | { stale: true; trade: "pass" } = stale,
  ) => decideCall(holder(), call(scope, risk), how).allow;
  expect(allowed("market:read", "read")).toBe(true);
  expect(allowed("trade:cancel", "trade")).toBe(true);
  expect(allowed("trade:write", "trade")).toBe(false);
  expect(allowed("trade:write", "trade", { stale: true, trade: "pass" })).toBe(true);
  expect(allowed("wallet:withdraw", "transfer", { stale: true, trade: "pass" })).toBe(false);
  expect(decideCall(holder(), call("wallet:withdraw", "transfer"), stale)).toMatchObject({
    code: "stale_policy",
  });
});

// Guarantee: what is kept for the owner's eyes does not go out.
it("keeps causes and networks to itself", () => {
  const denied = decide({
    ...good,
    holder: holder({ networks: new Networks(["198.51.100.0/24"]), cidrs: ["198.51.100.0/24"] }),
  });
  if (denied.allow) throw new Error("allowed");
  expect(JSON.stringify(denied)).toContain("198.51.100.0");
  expect(problem(denied, "id", NOW)).not.toContain("198.51.100.0");
});
