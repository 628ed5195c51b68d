import { expect, it } from "vitest";
import { Buckets } from "./buckets.ts";

// Guarantee: a flood of addresses buys nobody a fresh burst: only idle callers are forgotten.
it("never forgets a caller that is not idle", () => {
  const buckets = new Buckets(100);
  for (let i = 0; i < 100; i++) buckets.set(`busy-${i}`, 1_000, 0);
  for (let i = 0; i < 1_000; i++) buckets.set(`flood-${i}`, 2_000, 0);
  expect(buckets.size).toBe(100);
  for (let i = 0; i < 100; i++) expect(buckets.tatOf(`busy-${i}`)).toBe(1_000);
  // The newcomers share one bucket, and so a limit.
  expect(buckets.tatOf("flood-7")).toBe(2_000);
  expect(buckets.tatOf("somebody new")).toBe(2_000);
});

// Guarantee: room comes back as callers become idle.
it("forgets idle callers when there is no room", () => {
  const buckets = new Buckets(100);
  for (let i = 0; i < 100; i++) buckets.set(`${i}`, 1_000, 0);
  for (let i = 0; i < 100; i++) buckets.set(`new-${i}`, 9_000, 5_000);
  expect(buckets.size).toBe(100);
  expect(buckets.tatOf("new-99")).toBe(9_000);
});
