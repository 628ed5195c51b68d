import fc from "fast-check";
import { expect, it } from "vitest";
import { formatDecimal, parseDecimal } from "./decimal.ts";

// Guarantee: an amount survives being written and read, to the last of its eight places.
it("reads back what it writes", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n - 1n }), (units) => {
      expect(parseDecimal(formatDecimal(units))).toBe(units);
    }),
  );
});

// Guarantee: only plain decimals are amounts; nothing that a float parser would also take.
it.each([
  "",
  " 1",
  "1 ",
  "-1",
  "+1",
  "01",
  "1.",
  ".5",
  "1e3",
  "0x10",
  "1,5",
  "NaN",
  "1.000000001",
  "1234567890123",
  "١",
])("refuses %j", (text) => {
  expect(parseDecimal(text)).toBeNull();
});

it("writes the shortest form", () => {
  expect(formatDecimal(0n)).toBe("0");
  expect(formatDecimal(250_000n * 10n ** 8n)).toBe("250000");
  expect(formatDecimal(-12_500_000n)).toBe("-0.125");
});
