import fc from "fast-check";
import { expect, it } from "vitest";
import { survivesAsNumber } from "./exact-number.ts";

it("keeps what a double keeps, and refuses the rest", () => {
  const keeps = [
    "0",
    "0.0",
    "0e5",
    "1",
    "-1",
    "1.0",
    "1e2",
    "1E+2",
    "0.1",
    "1.10",
    "100e-2",
    "-2.50",
    "123456789012345",
  ];
  keeps.push(
    "9007199254740991",
    "9007199254740992",
    "9007199254740994",
    "1e21",
    "1000000000000000000000",
    "5e-324",
  );
  keeps.push("0.000001", "0.0000001", "1.7976931348623157e308", "12345678.90", "0.00e99999999999999999999");
  const loses = [
    "-0",
    "-0.0",
    "-0e1",
    "9007199254740993",
    "9007199254740993.0",
    "12345678901234567890",
    "1e400",
  ];
  loses.push("0.1000000000000000055511151231257827", "1e-400", "-1e-400", "1.7976931348623159e308", "3e-324");
  loses.push(
    "1.00000000000000000001",
    "1e99999999999999999999",
    "1e-99999999999999999999",
    "0.30000000000000001",
  );
  for (const literal of keeps) expect(survivesAsNumber(literal), literal).toBe(true);
  for (const literal of loses) expect(survivesAsNumber(literal), literal).toBe(false);
});

/** The exact value as a fraction of integers: slow, and obviously right. */
function exact(literal: string): [numerator: bigint, denominator: bigint] {
  const [, sign, whole, fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(
    literal,
  ) as string[];
  const scale = Number(exponent) - (fraction as string).length;
  const digits = BigInt(`${whole}${fraction}`) * (sign === "-" ? -1n : 1n);
  return scale >= 0 ? [digits * 10n ** BigInt(scale), 1n] : [digits, 10n ** BigInt(-scale)];
}

// Guarantee: exactly the literals whose value the shortest text of their double denotes.
it("agrees with exact arithmetic", () => {
  const digits = fc.stringMatching(/^[0-9]{1,20}$/);
  const literal = fc
    .tuple(
      fc.constantFrom("", "-"),
      fc.bigInt({ min: 0n, max: 10n ** 18n }),
      fc.option(digits),
      fc.option(fc.integer({ min: -330, max: 310 })),
    )
    .map(
      ([sign, whole, fraction, exponent]) =>
        `${sign}${whole}${fraction === null ? "" : `.${fraction}`}${exponent === null ? "" : `e${exponent}`}`,
    );
  const short = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
  fc.assert(
    fc.property(fc.oneof(literal, short), (text) => {
      const value = Number(text);
      let expected = Number.isFinite(value) && !Object.is(value, -0);
      if (expected) {
        const [a, b] = exact(text);
        const [c, d] = exact(String(value));
        expected = a * d === c * b;
      }
      expect(survivesAsNumber(text), text).toBe(expected);
    }),
    { numRuns: 1000 },
  );
});
