import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalSegments, queryIsPlain } from "./canonical-path.ts";

// Guarantee: a path with one reading is read, escapes included.
it.each([
  ["/", []],
  ["/exchange/api/v3/order", ["exchange", "api", "v3", "order"]],
  ["/a/~user/x.y/...", ["a", "~user", "x.y", "..."]],
  ["/a/%C3%A9t%c3%a9", ["a", "été"]],
  ["/a/b%20c/%40me/100%25", ["a", "b c", "@me", "100%"]],
  ["/a/@me/a:b/(1)", ["a", "@me", "a:b", "(1)"]],
])("reads %s", (path, segments) => {
  expect(canonicalSegments(path)).toEqual(segments);
});

// Guarantee: a path with two readings is refused, whichever way it is dressed up.
it.each([
  "",
  "a",
  "//",
  "/a//b",
  "/a/",
  "/./a",
  "/a/.",
  "/a/..",
  "/a/../b",
  "/a/%2e%2e/b",
  "/a/.%2E/b",
  "/a/%2fb",
  "/a/%2Fb",
  "/a/%5cb",
  "/a\\b",
  "/a/%00",
  "/a/%0d%0a",
  "/a/%7f",
  "/a/%252e%252e/b",
  "/a/%252F",
  "/%61dmin",
  "/a/%7e",
  "/a/b;c=d",
  "/a/..;/b",
  "/a/%3Bc",
  "/a/%",
  "/a/%4",
  "/a/%zz",
  "/a/%C0%AF",
  "/a/%C0%80",
  "/a/%E0%80%AF",
  "/a/%ED%A0%80",
  "/a/%FF",
  "/a/é",
  "/a b",
  "/a#b",
  "/a?b",
  "/a|b",
  "/a/{b}",
  `/${"a/".repeat(300)}b`,
  `/${"a".repeat(9000)}`,
])("refuses %s", (path) => {
  expect(canonicalSegments(path)).toBeNull();
});

// Guarantee: no two paths that are read share their segments, but for the case of a hex digit and needless escapes of
// reserved characters: what is compared with routes says what was asked for.
it("gives each list of segments one path", () => {
  const segment = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
    .filter((s) => s.isWellFormed());
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), (segments) => {
      const path = `/${segments.map(encodeURIComponent).join("/")}`;
      const read = canonicalSegments(path);
      if (read !== null) expect(read).toEqual(segments);
    }),
  );
});

// Guarantee: nothing a person can type makes the check throw.
it("never throws", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (path) => {
      canonicalSegments(path);
      canonicalSegments(`/${path}`);
    }),
  );
});

// Guarantee: a query passes byte for byte, or not at all.
it("takes queries of printable ASCII without a fragment", () => {
  expect(queryIsPlain("symbol=BTC%2FUSD&a[]=1&x={y}|z?")).toBe(true);
  for (const query of ["a b", "a#b", "a\u0000", "é", "a\r\nb"]) expect(queryIsPlain(query)).toBe(false);
});
