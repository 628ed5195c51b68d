import { expect, it } from "vitest";
import { readArguments } from "./arguments.ts";

// Guarantee: nobody gets a start they did not ask for, by a word mistyped or one that npm kept for itself.
it("takes its two options and refuses everything else by name", () => {
  expect(readArguments([])).toEqual({ json: false, demo: false });
  expect(readArguments(["--demo", "--json"])).toEqual({ json: true, demo: true });
  expect(() => readArguments(["--dmeo"])).toThrow('"--dmeo"');
  expect(() => readArguments([], { npm_config_demo: "true" })).toThrow("npm start -- --demo");
  expect(readArguments(["--json"], { npm_config_json: "true" })).toEqual({ json: true, demo: false });
  expect(readArguments(["--demo"], { npm_config_demo: "true" })).toEqual({ json: false, demo: true });
});
