import oracle from "canonicalize";
import fc from "fast-check";
import { expect, it } from "vitest";
import { CANONICAL_DEPTH_MAX, canonicalJson, type JsonValue } from "./canonical-json.ts";

it("writes the sample of RFC 8785 §3.2.2", () => {
  const text =
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
    '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}';
  expect(canonicalJson(JSON.parse(text))).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

it("sorts names by UTF-16 code units, as in RFC 8785 §3.2.3", () => {
  const value = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  };
  const order = [...canonicalJson(value).matchAll(/:"(\w+)/g)].map((match) => match[1]);
  expect(order).toEqual(["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]);
});

it("writes the numbers of RFC 8785 appendix B", () => {
  const samples: Record<string, string> = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    ffefffffffffffff: "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    c340000000000000: "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    becbf647612f3696: "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
  };
  for (const [hex, text] of Object.entries(samples)) {
    expect(canonicalJson(Buffer.from(hex, "hex").readDoubleBE()), hex).toBe(text);
  }
});

// Guarantee: an independent implementation writes the same bytes, and nothing is lost on the way.
it("agrees with the canonicalize package and with JSON.parse", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
      const text = canonicalJson(value as JsonValue);
      expect(text).toBe(oracle(value));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(JSON.parse(oracle(value) as string)));
    }),
  );
});

// Guarantee: what JSON can't say is refused with its place, never dropped, never replaced.
it("refuses what JSON.stringify would drop or replace", () => {
  const bad: [unknown, string][] = [
    [undefined, ""],
    [{ a: undefined }, "/a"],
    [[1, undefined], "/1"],
    [{ "a/b": { "c~d": Number.NaN } }, "/a~1b/c~0d"],
    [{ a: [Number.POSITIVE_INFINITY] }, "/a/0"],
    [{ a: 1n }, "/a"],
    [{ a: () => 1 }, "/a"],
    [{ a: Symbol("s") }, "/a"],
    [{ [Symbol("s")]: 1 }, ""],
    [{ a: new Date(0) }, "/a"],
    [{ a: new Map() }, "/a"],
    [{ a: Buffer.alloc(1) }, "/a"],
    [{ a: new String("s") }, "/a"],
    [{ toJSON: () => 1 }, ""],
    [{ a: "\ud800" }, "/a"],
    [{ "\udc00": 1 }, "/\udc00"],
  ];
  bad.push([new Array(1), "/0"]);
  for (const [value, pointer] of bad) {
    expect(() => canonicalJson(value as JsonValue)).toThrow(`at "${pointer}"`);
    expect(() => canonicalJson(value as JsonValue)).toThrow(TypeError);
  }
});

it("is bounded in depth, so that a cycle is refused and no stack overflows", () => {
  const nest = (depth: number) => JSON.parse("[".repeat(depth) + "]".repeat(depth)) as JsonValue;
  expect(canonicalJson(nest(CANONICAL_DEPTH_MAX))).toHaveLength(2 * CANONICAL_DEPTH_MAX);
  expect(() => canonicalJson(nest(CANONICAL_DEPTH_MAX + 1))).toThrow(TypeError);
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  expect(() => canonicalJson(cycle as JsonValue)).toThrow(TypeError);
});

it("writes __proto__ like any other name", () => {
  expect(canonicalJson(JSON.parse('{"b":1,"__proto__":2}'))).toBe('{"__proto__":2,"b":1}');
});
