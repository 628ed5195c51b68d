import { expect, it } from "vitest";
import { Strangers } from "./strangers.ts";

const SEC = 1_000_000;

function failUntilBanned(strangers: Strangers, block: string, fromUs: number): number {
  for (let i = 0; i < 10_000; i++) {
    const banSec = strangers.fail(block, fromUs);
    if (banSec > 0) return banSec;
  }
  throw new Error("never banned");
}

// Guarantee: the policy's number of failures is answered as such, the next one with a ban of one window.
it("bans after the policy's failures, and no earlier", () => {
  const strangers = new Strangers({ failures: 60, windowSec: 60 });
  for (let i = 0; i < 60; i++) expect(strangers.fail("a", 10 * SEC)).toBe(0);
  expect(strangers.fail("a", 10 * SEC)).toBe(60);
  expect(strangers.fail("a", 40 * SEC)).toBe(30);
  expect(strangers.fail("b", 40 * SEC)).toBe(0);
});

// Guarantee: whoever goes on failing is banned for longer each time, up to an hour.
it("doubles each ban", () => {
  const strangers = new Strangers({ failures: 5, windowSec: 60 });
  let nowUs = SEC;
  const bans: number[] = [];
  for (let i = 0; i < 8; i++) {
    const banSec = failUntilBanned(strangers, "a", nowUs);
    bans.push(banSec);
    nowUs += banSec * SEC;
  }
  expect(bans).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600]);
  expect(failUntilBanned(strangers, "a", nowUs + 3600 * 11 * SEC)).toBe(60);
});

// Guarantee: memory stays bounded, and a ban is not washed out by other addresses.
it("keeps bans through a flood", () => {
  const strangers = new Strangers({ failures: 5, windowSec: 60 }, 50);
  failUntilBanned(strangers, "bad", SEC);
  for (let i = 0; i < 10_000; i++) strangers.fail(`flood-${i}`, 2 * SEC);
  expect(strangers.size).toBe(50);
  expect(strangers.fail("bad", 2 * SEC)).toBe(59);
});
