import fc from "fast-check";
import { expect, it } from "vitest";
import { foldCase, JSON_DEPTH_MAX, POINTER_LENGTH_MAX, parseStrictJson } from "./strict-json.ts";

const parse = (text: string, depthMax?: number) => parseStrictJson(Buffer.from(text, "utf8"), depthMax);

/** No name twice, in whatever case; no −0. */
function isStrict(value: unknown): boolean {
  if (Object.is(value, -0)) return false;
  if (typeof value !== "object" || value === null) return true;
  const names = Array.isArray(value) ? [] : Object.keys(value).map(foldCase);
  return new Set(names).size === names.length && Object.values(value).every(isStrict);
}

// Guarantee: for every JSON value that has one meaning, the parser reads what JSON.parse reads, in any spacing.
it("reads what JSON.parse reads", () => {
  const value = fc.jsonValue({ maxDepth: 6, stringUnit: "grapheme" }).filter((v) => isStrict(v));
  fc.assert(
    fc.property(value, fc.constantFrom("", " ", "\t", "\r\n"), (v, space) => {
      const text = space + JSON.stringify(v, null, space === "\t" ? "\t" : undefined) + space;
      expect(parse(text)).toStrictEqual({ ok: true, value: JSON.parse(text) });
    }),
    { numRuns: 500 },
  );
});

// Guarantee: what it lets through is forwarded as what it was: parse ∘ stringify is the identity on the value.
it("accepts nothing that JSON.parse reads otherwise, whatever the bytes", () => {
  const piece = fc.constantFrom(
    ...'{}[]:,"\\ue0123456789.-+Eatrflsn \n\t',
    '"a"',
    '"A"',
    "true",
    "null",
    "\\ud800",
    "é",
    "😀",
    "1e5",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const text = pieces.join("");
      const strict = parse(text);
      let lax: { value: unknown } | null = null;
      try {
        lax = { value: JSON.parse(text) };
      } catch {}
      if (strict.ok) expect(lax).toStrictEqual({ value: strict.value });
      else if (lax !== null) expect(strict.code).not.toBe("json_syntax");
    }),
    { numRuns: 20_000 },
  );
});

it("never throws, whatever the bytes", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      (bytes) => typeof parseStrictJson(Buffer.from(bytes)).ok === "boolean",
    ),
  );
});

const fault = (text: string) => {
  const result = parse(text);
  return result.ok ? null : [result.code, ...Object.keys(result.fields ?? {})];
};

// Guarantee: two parsers can't see two different requests in one body.
it("refuses a name that stands twice, in any spelling and any case", () => {
  expect(fault('{"method":"eth_chainId","method":"x"}')).toEqual(["json_name_repeated", "/method"]);
  expect(fault('{"method":1,"Method":2}')).toEqual(["json_name_repeated", "/Method"]);
  expect(fault('{"method":1,"\\u006dethod":2}')).toEqual(["json_name_repeated", "/method"]);
  expect(fault('{"params":[{"a":1,"b":{"c~/":1,"C~/":2}}]}')).toEqual([
    "json_name_repeated",
    "/params/0/b/C~0~1",
  ]);
  expect(fault('{"params":1,"param\u017f":2}')).toEqual(["json_name_repeated", "/paramſ"]);
  expect(fault('{"k":1,"\u212a":2}')).toEqual(["json_name_repeated", "/\u212a"]);
  expect(fault('{"__proto__":1,"__proto__":2}')).toEqual(["json_name_repeated", "/__proto__"]);
  expect(parse('[{"a":1},{"a":2}]').ok).toBe(true);
  expect(parse('{"a":{"a":{"A":1}}}').ok).toBe(true);
});

it("notices a repeated name among many", () => {
  for (const count of [1, 2, 11, 12, 13, 200]) {
    const names = Array.from({ length: count }, (_, i) => `"n${i}":${i}`);
    expect(parse(`{${names.join(",")}}`).ok).toBe(true);
    for (const again of [0, count >> 1, count - 1]) {
      expect(fault(`{${names.join(",")},"N${again}":0}`)).toEqual(["json_name_repeated", `/N${again}`]);
    }
  }
});

// Guarantee: Unicode's own notion of equal without regard to case is contained in ours.
it("folds together all that Unicode's simple case folding does", () => {
  const cased: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const char = String.fromCodePoint(code);
    if (char.toLowerCase() !== char || char.toUpperCase() !== char) cased.push(char);
  }
  const all = cased.join("");
  for (const char of cased) {
    const escaped = `\\u{${(char.codePointAt(0) as number).toString(16)}}`;
    for (const [same] of all.matchAll(new RegExp(escaped, "giu"))) {
      expect(foldCase(same), `${same} and ${char}`).toBe(foldCase(char));
    }
  }
  expect(cased.length).toBeGreaterThan(2700);
});

it("refuses a number that would leave as another one, and says where", () => {
  expect(fault('{"params":[1,{"v":9007199254740993}]}')).toEqual(["json_number_inexact", "/params/1/v"]);
  expect(fault('{"id":-0}')).toEqual(["json_number_inexact", "/id"]);
  expect(fault("[1e999]")).toEqual(["json_number_inexact", "/0"]);
  expect(parse('{"id":1.0,"v":9007199254740991}')).toEqual({
    ok: true,
    value: { id: 1, v: 9007199254740991 },
  });
});

it("refuses what no UTF-8 carries", () => {
  expect(fault('{"a":"\\ud800"}')).toEqual(["json_surrogate", "/a"]);
  expect(fault('{"a":"\\udc00\\ud800"}')).toEqual(["json_surrogate", "/a"]);
  expect(fault('{"\\ud800":1}')?.[0]).toBe("json_surrogate");
  expect(parse('"\\ud83d\\ude00"')).toEqual({ ok: true, value: "😀" });
  for (const hex of ["22ff22", "22c0af22", "22eda08022", "22f4908080 22", "c3"]) {
    expect(parseStrictJson(Buffer.from(hex.replace(" ", ""), "hex")), hex).toMatchObject({
      code: "json_encoding",
    });
  }
  expect(parseStrictJson(Buffer.from("efbbbf31", "hex"))).toMatchObject({ code: "json_syntax" });
  expect(parseStrictJson(Buffer.from("1", "utf16le"))).toMatchObject({ ok: false });
});

it("is bounded in depth", () => {
  const nest = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  expect(parse(nest(JSON_DEPTH_MAX)).ok).toBe(true);
  expect(fault(nest(JSON_DEPTH_MAX + 1))).toEqual(["json_too_deep", "/0".repeat(JSON_DEPTH_MAX)]);
  expect(parse('[{"a":1},{"b":[]}]', 3).ok).toBe(true);
  expect(parse('[{"a":1},{"b":[]}]', 2)).toMatchObject({
    code: "json_too_deep",
    fields: { "/1/b": expect.any(String) },
  });
  expect(parse("[".repeat(1_000_000)).ok).toBe(false);
  expect(parse('{"a":'.repeat(1_000_000)).ok).toBe(false);
  expect(() => parse("1", 0)).toThrow(RangeError);
});

// Guarantee: a member named __proto__ is a member: it sets no prototype, and it is not lost.
it("keeps __proto__ as a plain member", () => {
  const result = parse('{"__proto__":{"method":"x"},"id":1}');
  expect(result.ok && JSON.stringify(result.value)).toBe('{"__proto__":{"method":"x"},"id":1}');
  expect(result.ok && (result.value as { method?: string }).method).toBeUndefined();
});

// Guarantee: a refusal does not echo a body.
it("bounds the pointer that it gives back", () => {
  const long = "x".repeat(POINTER_LENGTH_MAX);
  expect(fault(`{"${long}":-0}`)).toEqual(["json_number_inexact", ""]);
  expect(fault(`{"${long.slice(1)}":-0}`)).toEqual(["json_number_inexact", `/${long.slice(1)}`]);
  expect(fault(`{"a":{"b/":[0,{"${long}":[-0]}]}}`)).toEqual(["json_number_inexact", "/a/b~1/1"]);
  expect(fault(`{"a":1,"${long.repeat(100)}":1,"${long.repeat(100)}":2}`)).toEqual([
    "json_name_repeated",
    "",
  ]);
});

it("refuses what is not JSON, with the place", () => {
  const wrong = [
    "",
    " ",
    "{",
    "}",
    "[1,]",
    '{"a":1,}',
    "{,}",
    "[,1]",
    "{a:1}",
    "{'a':1}",
    "01",
    "1.",
    ".5",
    "+1",
    "0x1",
    "NaN",
  ];
  wrong.push(
    "Infinity",
    "tru",
    "nullx",
    "true false",
    '"a',
    '"\\x"',
    '"\\u12"',
    '"\t"',
    '"a\nb"',
    '{"a"}',
    '{"a":}',
    "[1 2]",
  );
  wrong.push("/**/1", "1//", "\u00a01", "\u2028", '{"a":1}{"b":2}', "\0", "1\0", "-", "1e", "--1", '"\\');
  for (const text of wrong) expect(fault(text)?.[0], JSON.stringify(text)).toBe("json_syntax");
  expect(parse('{"a":[1,x]}')).toMatchObject({ fields: { "/a/1": expect.stringContaining("character 9") } });
});
