import fc from "fast-check";
import { expect, it } from "vitest";
import { constantTimeEqual } from "./constant-time.ts";

// Guarantee: equal means equal in every byte and in length, and a difference in length is false, not a throw.
it("agrees with a plain comparison of bytes", () => {
  const bytes = fc.uint8Array({ maxLength: 4, max: 2 });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(constantTimeEqual(a, b)).toBe(Buffer.compare(a, b) === 0);
      expect(constantTimeEqual(a, Uint8Array.from(a))).toBe(true);
    }),
  );
});
