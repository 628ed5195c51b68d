import fc from "fast-check";
import { expect, it } from "vitest";
import { NonceStore } from "./nonce-store.ts";

// Guarantee: a nonce passes once for as long as it is kept, whatever comes between.
it("answers a repeat as one for as long as it has to", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          gapMs: fc.nat(9_000),
          nonce: fc.nat(5),
          keepMs: fc.integer({ min: 1_000, max: 61_000 }),
        }),
      ),
      (calls) => {
        const store = new NonceStore();
        const keptUntil = new Map<number, number>();
        let nowMs = 1_000_000;
        for (const { gapMs, nonce, keepMs } of calls) {
          nowMs += gapMs;
          const answer = store.remember("k_A", `n${nonce}`, nowMs, keepMs);
          if (nowMs < (keptUntil.get(nonce) ?? 0)) expect(answer).toBe("replayed");
          if (answer === "kept") keptUntil.set(nonce, nowMs + keepMs);
        }
      },
    ),
  );
});

// Guarantee: a full store refuses, and still knows everything it had seen.
it("refuses when full, and never evicts", () => {
  const store = new NonceStore({ total: 10, perKey: 3 });
  for (let i = 0; i < 3; i++) expect(store.remember("a", `${i}`, 0, 6_000)).toBe("kept");
  expect(store.remember("a", "3", 0, 6_000)).toBe("full");
  expect(store.remember("a", "0", 0, 6_000)).toBe("replayed");
  for (let i = 0; i < 9; i++) store.remember(`b${i}`, "x", 0, 6_000);
  expect(store.size).toBe(10);
  expect(store.remember("c", "x", 0, 6_000)).toBe("full");
  expect(store.remember("a", "3", 7_000, 6_000)).toBe("kept");
  expect(store.size).toBe(1);
});

// Guarantee: one key's nonces are no other key's.
it("keeps keys apart", () => {
  const store = new NonceStore();
  expect(store.remember("a", "n", 0, 6_000)).toBe("kept");
  expect(store.remember("b", "n", 0, 6_000)).toBe("kept");
});

// Guarantee: whoever comes after knows what this one knew, and no longer than needed.
it("hands over what is still kept", () => {
  const before = new NonceStore();
  before.remember("a", "n", 1_000, 6_000);
  before.remember("a", "old", 1_000, 1_000);
  const after = new NonceStore();
  after.takeOver(before.handOver(3_000), 3_000);
  expect(after.remember("a", "n", 3_000, 6_000)).toBe("replayed");
  expect(after.remember("a", "old", 3_000, 6_000)).toBe("kept");
});
