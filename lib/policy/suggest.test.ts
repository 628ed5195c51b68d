import { expect, it } from "vitest";
import { didYouMean } from "./suggest.ts";

const known = ["trade:read", "trade:write", "trade:cancel", "market:read"];

// Guarantee: a mistyped name leads to the one that was meant, and another name to none.
it.each([
  ["trade:wirte", "; did you mean trade:write?"],
  ["trade:wriet", "; did you mean trade:write?"],
  ["Trade:Write", "; did you mean trade:write?"],
  ["trade:reed", "; did you mean trade:read?"],
  ["mrket:read", "; did you mean market:read?"],
  ["wallet:withdraw", null],
  ["x", null],
])("suggests for %s", (given, suggestion) => {
  expect(didYouMean(given, known)).toBe(suggestion);
});
