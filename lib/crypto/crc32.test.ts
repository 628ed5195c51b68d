import fc from "fast-check";
import { expect, it } from "vitest";
import { crc32 } from "./crc32.ts";

// The check value of CRC-32/ISO-HDLC.
it("gives the published check value", () => {
  expect(crc32("123456789")).toBe(0xcbf43926);
});

// Guarantee: any burst of at most 32 bits, so any single wrong character, is noticed.
it("notices every single changed byte", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 80 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (a, i, x) => {
        const b = Uint8Array.from(a);
        b[i % b.length] = (b[i % b.length] as number) ^ x;
        expect(crc32(a)).not.toBe(crc32(b));
      },
    ),
  );
});
