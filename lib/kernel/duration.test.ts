import fc from "fast-check";
import { expect, it } from "vitest";
import { DAY_MS, parseDurationMs } from "./duration.ts";

// Guarantee: a duration is a whole number and one unit, read as people mean it.
it.each([
  ["0s", 0],
  ["1s", 1_000],
  ["90m", 5_400_000],
  ["24h", DAY_MS],
  [" 30d ", 30 * DAY_MS],
  ["100000d", 100_000 * DAY_MS],
])("reads %j as %d ms", (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms);
});

// Guarantee: anything else is nothing: no guess at a unit, no fraction, no sign, no overflow.
it.each(["", "30", "d", "1.5h", "-1d", "+1d", "1 d", "1D", "1w", "01d", "1e3s", "100001s", "٣d", "1d2h"])(
  "refuses %j",
  (text) => {
    expect(parseDurationMs(text)).toBeNull();
  },
);

// Guarantee: what it reads is a safe number of whole milliseconds.
it("never overflows", () => {
  const typed = fc
    .tuple(fc.nat(200_000), fc.constantFrom("s", "m", "h", "d"))
    .map(([n, unit]) => `${n}${unit}`);
  fc.assert(
    fc.property(typed, (text) => {
      const ms = parseDurationMs(text);
      expect(ms === null || Number.isSafeInteger(ms)).toBe(true);
    }),
  );
});
