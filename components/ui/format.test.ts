import { describe, expect, it } from "vitest";
import {
  formatCapped,
  formatClock,
  formatCount,
  formatDate,
  formatDuration,
  formatExact,
  formatExpiry,
  formatInstant,
  formatList,
  formatMoney,
  formatNumber,
  formatPercent,
  formatPlace,
  formatRate,
  formatRelative,
  formatScale,
  formatShare,
  formatShortId,
  formatZone,
  zoneOffsetMs,
} from "./format.ts";

const NOW = Date.parse("2026-11-23T15:42:10.482Z");
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("numbers", () => {
  it("groups thousands and keeps every digit below ten million", () => {
    expect(formatNumber(0)).toBe("0");
    expect(formatNumber(1_204_118)).toBe("1,204,118");
    expect(formatNumber(9_999_999)).toBe("9,999,999");
    expect(formatNumber(-1_204)).toBe("-1,204");
  });

  it("shortens from ten million on, while the exact form stays at hand", () => {
    expect(formatNumber(12_400_000)).toBe("12.4 M");
    expect(formatNumber(999_960_000)).toBe("1.0 B");
    expect(formatExact(12_412_345)).toBe("12,412,345");
  });

  it("says plus only beyond what was counted exactly", () => {
    expect(formatCapped(10_000)).toBe("10,000");
    expect(formatCapped(10_001)).toBe("10,000+");
  });

  it("writes shares without rounding a part to nothing or to the whole", () => {
    expect(formatPercent(0)).toBe("0.00%");
    expect(formatPercent(0.004)).toBe("<0.01%");
    expect(formatPercent(0.02)).toBe("0.02%");
    expect(formatPercent(1.8)).toBe("1.80%");
    expect(formatPercent(9.999)).toBe("10%");
    expect(formatPercent(97.2)).toBe("97%");
    expect(formatPercent(99.97)).toBe("99.9%");
    expect(formatPercent(100)).toBe("100%");
    expect(formatShare(1, 0)).toBe("—");
    expect(formatShare(241, 1_204_118)).toBe("0.02%");
  });

  it("counts things in words", () => {
    expect(formatCount(1, "key")).toBe("1 key");
    expect(formatCount(0, "key")).toBe("0 keys");
    expect(formatCount(2, "entry", "entries")).toBe("2 entries");
    expect(formatList(["BTC", "ETH"])).toBe("BTC and ETH");
    expect(formatScale(40_000)).toBe("40k");
    expect(formatScale(120)).toBe("120");
  });

  it("keeps money a decimal string of any length", () => {
    expect(formatMoney("250000", "USD")).toBe("250,000 USD");
    expect(formatMoney("90071992547409931234.000000000000000001", "ETH")).toBe(
      "90,071,992,547,409,931,234.000000000000000001 ETH",
    );
    expect(() => formatMoney("1e6", "USD")).toThrow(RangeError);
  });

  it("writes a rate with its window", () => {
    expect(formatRate(846, 1_200, 60)).toBe("846 / 1,200 in 60 s");
    expect(formatRate(3, 10_000, 3_600)).toBe("3 / 10,000 in 1 h");
  });
});

describe("lengths of time", () => {
  it.each([
    [0, "0 ms"],
    [38, "38 ms"],
    [400, "0.4 s"],
    [6_200, "6.2 s"],
    [42 * SECOND, "42 s"],
    [60 * SECOND, "1 min"],
    [4 * MINUTE, "4 min"],
    [4 * MINUTE + 9 * SECOND, "4 min 9 s"],
    [19 * HOUR + 48 * MINUTE, "19 h 48 min"],
    [2 * DAY + 3 * HOUR + 59 * MINUTE, "2 d 3 h"],
    [2 * DAY + 59 * MINUTE, "2 d"],
  ])("%i ms reads %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it("writes at most two units, and one when asked", () => {
    expect(formatDuration(19 * HOUR + 48 * MINUTE, 1)).toBe("19 h");
  });
});

describe("moments", () => {
  it("is relative up to seven days and a date beyond", () => {
    expect(formatRelative(NOW, NOW, "UTC")).toBe("just now");
    expect(formatRelative(NOW - 4 * SECOND, NOW, "UTC")).toBe("4 s ago");
    expect(formatRelative(NOW - 2 * HOUR, NOW, "UTC")).toBe("2 h ago");
    expect(formatRelative(NOW - 7 * DAY, NOW, "UTC")).toBe("7 d ago");
    expect(formatRelative(NOW - 7 * DAY - 1, NOW, "UTC")).toBe("16 Nov 2026");
    expect(formatRelative(NOW + 4 * MINUTE, NOW, "UTC")).toBe("in 4 min");
  });

  it("warns of an end that is 30 days away or nearer", () => {
    expect(formatExpiry(NOW + 83 * DAY, NOW, "UTC")).toEqual({
      text: "in 83 d",
      date: "14 Feb 2027",
      tone: "calm",
    });
    expect(formatExpiry(NOW + 12 * DAY, NOW, "UTC")).toEqual({
      text: "in 12 d",
      date: "5 Dec 2026",
      tone: "soon",
    });
    expect(formatExpiry(NOW + 19 * HOUR, NOW, "UTC").text).toBe("in 19 h");
    expect(formatExpiry(NOW - 6 * HOUR, NOW, "UTC")).toEqual({
      text: "6 h ago",
      date: "23 Nov 2026",
      tone: "past",
    });
  });

  it("writes evidence absolute, with milliseconds and its zone", () => {
    expect(formatInstant(NOW, "UTC")).toBe("2026-11-23 15:42:10.482 UTC");
    expect(formatInstant(NOW, "UTC", "second")).toBe("2026-11-23 15:42:10 UTC");
    expect(formatInstant(NOW, "Europe/Berlin")).toBe("2026-11-23 16:42:10.482 GMT+1");
    expect(formatClock(NOW, "UTC")).toBe("15:42 UTC");
    expect(formatZone(NOW, "UTC")).toBe("UTC");
  });

  it("names the day of the chosen zone, not of the machine", () => {
    expect(formatDate(Date.parse("2026-09-05T23:30:00Z"), "UTC")).toBe("5 Sep 2026");
    expect(formatDate(Date.parse("2026-09-05T23:30:00Z"), "Asia/Tokyo")).toBe("6 Sep 2026");
  });
});

it("knows how far a zone is from UTC at a moment", () => {
  expect(zoneOffsetMs(NOW, "UTC")).toBe(0);
  expect(zoneOffsetMs(NOW, "Asia/Kolkata")).toBe(5.5 * HOUR);
  expect(zoneOffsetMs(Date.parse("2026-07-01T00:00:00Z"), "Europe/Berlin")).toBe(2 * HOUR);
});

it("cuts ids for tables only", () => {
  expect(formatShortId("k_7Q2MXH4TABCDEFGH")).toBe("k_7Q2MXH4T");
});

// Guarantee: a page of a list claims a place only where it is known, at the beginning and at the end.
it("says where a page of rows stands", () => {
  expect(formatPlace(50, "1,284", { newer: null, older: "k" })).toBe("1–50 of 1,284");
  expect(formatPlace(50, "1,284", { newer: "k", older: "k" })).toBe("50 of 1,284");
  expect(formatPlace(34, "1,284", { newer: "k", older: null })).toBe("The last 34 of 1,284");
  expect(formatPlace(1, "1", { newer: null, older: null })).toBe("1 of 1");
});
