import { expect, it } from "vitest";
import { headerLines } from "./received-request.ts";

// RFC 9110 §5.1 and §5.3: names without regard to case, every line in its order, and no name for a part of another.
it("finds every line of a field and of no other", () => {
  const raw = [
    "Cache-Control",
    "a",
    "X-Cache-Control",
    "no",
    "cache-control",
    " b ",
    "CACHE-CONTROL",
    "",
    "cache_control",
    "no",
  ];
  expect(headerLines(raw, "cache-control")).toEqual(["a", " b ", ""]);
  expect(headerLines(raw, "cache")).toEqual([]);
  expect(headerLines([], "x")).toEqual([]);
});

// Guarantee: a value is never taken for a name.
it("looks at names only", () => {
  expect(headerLines(["a", "host", "host", "x"], "host")).toEqual(["x"]);
  expect(headerLines(["a", "host", "host"], "host")).toEqual([]);
});
