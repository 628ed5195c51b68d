import fc from "fast-check";
import { expect, it } from "vitest";
import { KEY_ID, newKeyId, UUID, uuidv7 } from "./ids.ts";

// Guarantee: ids sort by the millisecond they were made in, and never repeat within it.
it("orders by time and does not repeat", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.nat(2 ** 31), (a, b) => {
      const [x, y] = [uuidv7(a), uuidv7(b)];
      expect(x).toMatch(UUID);
      if (a < b) expect(x < y).toBe(true);
    }),
  );
  const many = new Set(Array.from({ length: 10_000 }, () => uuidv7(1_700_000_000_000)));
  expect(many.size).toBe(10_000);
});

// Guarantee: a key id is `k_` and 16 Crockford base-32 characters.
it("makes key ids of the published form", () => {
  for (let i = 0; i < 500; i++) expect(newKeyId()).toMatch(KEY_ID);
});
