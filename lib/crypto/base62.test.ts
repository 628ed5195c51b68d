import fc from "fast-check";
import { expect, it } from "vitest";
import { base62Of32, base62Of256 } from "./base62.ts";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const decode = (text: string) => [...text].reduce((sum, c) => sum * 62n + BigInt(DIGITS.indexOf(c)), 0n);

// Guarantee: no two secrets have the same text, and every text has one length.
it("keeps all 256 bits in 43 characters", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const text = base62Of256(bytes);
      expect(text).toMatch(/^[0-9A-Za-z]{43}$/);
      expect(decode(text)).toBe(BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
    }),
  );
  expect(base62Of256(Buffer.alloc(32))).toBe("0".repeat(43));
  expect(decode(base62Of256(Buffer.alloc(32, 0xff)))).toBe(2n ** 256n - 1n);
});

// Guarantee: every CRC has exactly one text of 6 characters.
it("keeps all 32 bits in 6 characters", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (value) => {
      expect(base62Of32(value)).toMatch(/^[0-9A-Za-z]{6}$/);
      expect(decode(base62Of32(value))).toBe(BigInt(value));
    }),
  );
});

it("throws on what it can't hold: a caller's bug", () => {
  for (const length of [0, 31, 33]) expect(() => base62Of256(Buffer.alloc(length))).toThrow(RangeError);
  for (const value of [-1, 0.5, 2 ** 32, Number.NaN]) expect(() => base62Of32(value)).toThrow(RangeError);
});
