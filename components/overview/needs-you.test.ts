import { expect, it } from "vitest";
import type { HealthReport } from "#lib/health/contract.ts";
import { needsYou } from "./needs-you.ts";

const done = { done: true };
const setup = {
  secondWayIn: { ...done, passkeys: 2, recoveryCodes: 0 },
  organizations: { ...done, count: 1, first: "Halcyon" },
  upstreams: { ...done, names: ["exchange"] },
  key: { ...done, id: "k_0000000000000000", name: "mm" },
  request: { ...done, at: "2026-11-23T00:00:00.000Z" },
};
const healthy: HealthReport = { checks: [], versions: [], dataDir: "/data", at: "2026-11-23T00:00:00.000Z" };
const calm = { health: healthy, ending: { total: 0, first: null }, suspended: 0, setup, expiredRequests: 0 };

// Guarantee: where nothing waits, the queue is empty, and so "Nothing needs you" is true.
it("is empty when every fact is well", () => {
  expect(needsYou(calm)).toEqual([]);
});

// Guarantee: what is worst stands first, whatever order the facts came in.
it("puts the worst first", () => {
  const needs = needsYou({
    ...calm,
    suspended: 2,
    ending: { total: 1, first: { keyId: "k_0000000000000000", name: "mm" } },
    health: {
      ...healthy,
      checks: [
        { id: "gates", title: "Gates", state: "Down", detail: "No gate is running.", remedy: "Start one." },
      ],
    },
    setup: { ...setup, request: { done: false, at: null } },
  });
  expect(needs.map(({ id }) => id)).toEqual(["gates", "ending", "suspended", "setup"]);
});
