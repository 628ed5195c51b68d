import { expect, it } from "vitest";
import { DEFAULT_PREFERENCES, parsePreferences, parseTheme, serializePreferences } from "./preferences.ts";

it("gives back what was stored", () => {
  const stored = {
    zone: "Europe/Berlin",
    snippet: "typescript",
    singleKeys: false,
    tables: { keys: { density: "compact" as const, hidden: ["denied"] } },
  };
  expect(parsePreferences(serializePreferences(stored))).toEqual(stored);
});

it.each(["%", "null", "[]", "{", "x".repeat(4_000)])("falls back to the defaults on %.20s", (raw) => {
  expect(parsePreferences(raw)).toEqual(DEFAULT_PREFERENCES);
});

it("keeps the good parts of a half-understood cookie", () => {
  const raw = encodeURIComponent(
    JSON.stringify({
      zone: "Mars/Olympus",
      snippet: 7,
      singleKeys: false,
      tables: { keys: { hidden: [1, "x"] }, a: 1 },
    }),
  );
  expect(parsePreferences(raw)).toEqual({
    zone: "UTC",
    snippet: "",
    singleKeys: false,
    tables: { keys: { hidden: ["x"] } },
  });
});

it("knows three themes", () => {
  expect([parseTheme("dark"), parseTheme("light"), parseTheme("neon"), parseTheme(undefined)]).toEqual([
    "dark",
    "light",
    "system",
    "system",
  ]);
});
