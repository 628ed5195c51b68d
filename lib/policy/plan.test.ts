import { expect, it } from "vitest";
import { type Configuration, configurationSchema, EMPTY_CONFIGURATION } from "./contract.ts";
import { planChanges, planText } from "./plan.ts";

const base = {
  apiVersion: "keywarden/v1",
  upstreams: [
    {
      name: "exchange",
      kind: "http",
      url: "http://127.0.0.1:9100",
      match: { pathPrefix: "/exchange" },
      routes: [{ method: "GET", path: "/account", scope: "account:read", cost: 10 }],
    },
  ],
  limits: [{ name: "orders", per: "org", quota: 100, windowSec: 10 }],
  tiers: [{ name: "standard", limits: ["default", "orders"] }],
};
const configuration = (change: (draft: typeof base) => void = () => {}): Configuration => {
  const draft = structuredClone(base);
  change(draft);
  return configurationSchema.parse(draft);
};
const texts = (change: (draft: typeof base) => void) =>
  planChanges(configuration(), configuration(change)).map(planText);

// Guarantee: what is the same makes no plan.
it("plans nothing for the same configuration", () => {
  expect(planChanges(configuration(), configuration())).toEqual([]);
});

// Guarantee: every part of a new configuration is shown before it is there.
it("lists what a first configuration adds", () => {
  expect(planChanges(EMPTY_CONFIGURATION, configuration()).map(planText)).toEqual([
    "+ upstream exchange: http /exchange to http://127.0.0.1:9100, live keys, rfc9421 within 5000 ms  [widens access]",
    "+ upstream exchange, route GET /account: account:read, cost 10  [widens access]",
    "+ limit orders: 100 in 10 s per org, burst 10",
    "+ tier standard: default, orders",
  ]);
});

// Guarantee: a line that lets more through is marked, and one that lets less through is not.
it("marks what widens", () => {
  const route = (d: typeof base) => d.upstreams[0]?.routes[0] as { scope: string | null; cost: number };
  expect(texts((d) => Object.assign(route(d), { scope: null, cost: 1 }))).toEqual([
    "~ upstream exchange, route GET /account: account:read, cost 10 → public, cost 1  [widens access]",
  ]);
  expect(texts((d) => Object.assign(route(d), { cost: 20 }))).toEqual([
    "~ upstream exchange, route GET /account: account:read, cost 10 → account:read, cost 20",
  ]);
  expect(texts((d) => Object.assign(d.limits[0] ?? {}, { quota: 200 }))[0]).toContain("[widens access]");
  expect(texts((d) => Object.assign(d.limits[0] ?? {}, { quota: 50 }))[0]).not.toContain("[widens access]");
  expect(texts((d) => d.limits.splice(0))[0]).toContain(
    "- limit orders: 100 in 10 s per org, burst 10  [widens access]",
  );
  expect(texts((d) => d.upstreams.splice(0)).some((line) => line.includes("widens"))).toBe(false);
  expect(texts((d) => d.tiers[0]?.limits.pop())[0]).toContain("[widens access]");
});

// Guarantee: the built-in default limit counts as what a limit of its name replaces.
it("compares a default limit with the built-in one", () => {
  const add = (quota: number) =>
    texts((d) => d.limits.push({ name: "default", per: "key", quota, windowSec: 60 }))[0] ?? "";
  expect(add(600)).not.toContain("widens");
  expect(add(6000)).toContain("[widens access]");
});
