import { expect, it } from "vitest";
import { DEFAULT_LIMIT, type LimitPolicy } from "./contract.ts";
import { LimitSet, openLimit } from "./limit-set.ts";

const callers = { key: "k_A", org: "org", ip: "198.51.100.7" };
const orders: LimitPolicy = { name: "orders", per: "org", scope: null, quota: 10, windowSec: 10, burst: 2 };
const set = (...policies: LimitPolicy[]) => new LimitSet(policies.map(openLimit));

// draft-ietf-httpapi-ratelimit-headers-10 §4: what a caller may count on stands in two structured fields.
it("describes quota and what is left in structured fields", () => {
  const limits = set(DEFAULT_LIMIT);
  expect(limits.policyHeader).toBe('"default";q=1200;w=60');
  expect(limits.debit(callers, 1, 1_000_000)).toMatchObject({
    allowed: true,
    rateLimit: '"default";r=119;t=1',
  });
});

// Guarantee: a request that one limit refuses costs nothing with the others.
it("spends with all limits or with none", () => {
  const limits = set(DEFAULT_LIMIT, orders);
  for (let i = 0; i < 2; i++) expect(limits.debit(callers, 1, 1_000_000).allowed).toBe(true);
  const refused = limits.debit(callers, 1, 1_000_000);
  expect(refused).toMatchObject({ allowed: false, violated: ["orders"], retryAfterSec: 1, neverFits: false });
  expect(refused.rateLimit).toBe('"default";r=118;t=1, "orders";r=0;t=1');
  expect(limits.debit(callers, 1, 2_000_000)).toMatchObject({ allowed: true });
});

// Guarantee: one key's use is no other key's, one organization's no other organization's, one address's no other's; and
// whoever is the same in that counts as the same, whatever else differs.
it.each(["key", "org", "ip"] as const)("keeps callers apart by their %s alone", (per) => {
  const limits = set({ ...orders, per });
  const stranger = { key: "k_B", org: "other", ip: "198.51.100.8" };
  for (let i = 0; i < 2; i++) limits.debit(callers, 1, 1_000_000);
  expect(limits.debit(callers, 1, 1_000_000).allowed).toBe(false);
  expect(limits.debit({ ...stranger, [per]: callers[per] }, 1, 1_000_000).allowed).toBe(false);
  expect(limits.debit({ ...callers, [per]: stranger[per] }, 1, 1_000_000).allowed).toBe(true);
});

// Guarantee: what can never fit is told apart from what has to wait.
it("says when waiting will not help", () => {
  expect(set(orders).debit(callers, 3, 1_000_000)).toMatchObject({
    allowed: false,
    neverFits: true,
    violated: ["orders"],
  });
  expect(set({ ...orders, per: "ip" }).debit(callers, 3, 1_000_000)).toMatchObject({ allowed: true });
});
