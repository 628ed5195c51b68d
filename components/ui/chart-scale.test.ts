import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisPercent, axisTicks, niceTop } from "./chart-scale.ts";

describe("the top of a scale", () => {
  it.each([
    [0, 1],
    [1, 1],
    [7, 8],
    [38_412, 40_000],
    [110, 120],
    [120, 120],
    [121, 150],
    [9_999, 10_000],
  ])("%i is drawn under %i", (max, top) => {
    expect(niceTop(max)).toBe(top);
  });

  it("never cuts a bar off and never leaves more than half the panel empty", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (max) => {
        const top = niceTop(max);
        expect(top).toBeGreaterThanOrEqual(max);
        expect(top).toBeLessThanOrEqual(max * 2);
      }),
    );
  });
});

describe("the time axis", () => {
  const start = Date.parse("2026-11-22T15:30:00Z");
  const end = Date.parse("2026-11-23T15:30:00Z");
  const HOUR = 3_600_000;

  it("ticks at round hours of the zone", () => {
    expect(axisTicks(start, end).map((at) => new Date(at).toISOString().slice(11, 16))).toEqual([
      "16:00",
      "20:00",
      "00:00",
      "04:00",
      "08:00",
      "12:00",
    ]);
    expect(axisTicks(start, end, 5.5 * HOUR)[0]).toBe(Date.parse("2026-11-22T18:30:00Z"));
  });

  it("keeps what lies outside off the chart", () => {
    expect(axisPercent(start + 12 * HOUR, start, end)).toBe(50);
    expect(axisPercent(end + 1, start, end)).toBeNull();
    expect(axisPercent(start, start, start)).toBeNull();
  });
});
