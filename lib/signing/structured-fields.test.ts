import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type BareItem,
  FIELD_LENGTH_MAX,
  INNER_ITEMS_MAX,
  type InnerList,
  MEMBERS_MAX,
  PARAMS_MAX,
  parseDictionary,
  serializeInnerList,
} from "./structured-fields.ts";

const key = fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,8}$/);
const bare: fc.Arbitrary<BareItem> = fc.oneof(
  fc
    .integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 })
    .map((value) => ({ type: "integer" as const, value })),
  fc.stringMatching(/^[ -~]{0,20}$/).map((value) => ({ type: "string" as const, value })),
  fc
    .stringMatching(/^[A-Za-z*][\w!#$%&'*+.^`|~:/-]{0,10}$/)
    .map((value) => ({ type: "token" as const, value })),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ type: "bytes" as const, value: Buffer.from(bytes) })),
  fc.boolean().map((value) => ({ type: "boolean" as const, value })),
);
const params = fc.uniqueArray(fc.record({ name: key, value: bare }), {
  selector: (p) => p.name,
  maxLength: 5,
});
const item = fc.record({ value: bare, params });
const list: fc.Arbitrary<InnerList> = fc.record({ items: fc.array(item, { maxLength: 6 }), params });

// RFC 9651 §4: parsing what was serialised gives what was serialised.
it("reads back every inner list that it writes", () => {
  fc.assert(
    fc.property(key, list, (label, value) => {
      const text = `${label}=${serializeInnerList(value)}`;
      fc.pre(text.length <= FIELD_LENGTH_MAX);
      const parsed = parseDictionary(text);
      expect(parsed).toEqual({ ok: true, value: [{ key: label, item: null, list: value }] });
    }),
  );
});

// RFC 9421 §2.3: however the field was spaced, one canonical text is signed.
it("writes one text for all spacings", () => {
  const spaced = parseDictionary(' a=(  "x"; p   "y" ) \t');
  expect(spaced.ok && spaced.value[0]?.list && serializeInnerList(spaced.value[0].list)).toBe('("x";p "y")');
  const params = parseDictionary('a=("x";p "y");  q=1;r;s=?1;t=?0;u="\\"\\\\";v=:AQ==:;w=tok');
  expect(params.ok && params.value[0]?.list && serializeInnerList(params.value[0].list)).toBe(
    '("x";p "y");q=1;r;s;t=?0;u="\\"\\\\";v=:AQ==:;w=tok',
  );
});

it("reads dictionaries as RFC 9651 §3.2 writes them", () => {
  const parsed = parseDictionary("a=?0, b, c; foo=bar\t,\t d=(1 2),  e=:aGVsbG8=:");
  expect(parsed.ok && parsed.value.map((m) => m.key)).toEqual(["a", "b", "c", "d", "e"]);
  expect(parsed).toMatchObject({
    value: [
      { item: { value: { type: "boolean", value: false } } },
      { item: { value: { type: "boolean", value: true }, params: [] } },
      { item: { value: { value: true }, params: [{ name: "foo", value: { type: "token", value: "bar" } }] } },
      { list: { items: [{ value: { value: 1 } }, { value: { value: 2 } }] } },
      { item: { value: { value: Buffer.from("hello") } } },
    ],
  });
  expect(parseDictionary("a=-0")).toMatchObject({
    value: [{ item: { value: { type: "integer", value: 0 } } }],
  });
});

// Guarantee: one text has one meaning: nothing that stands twice, nothing after the end, nothing half read.
it("refuses what is malformed, and says where", () => {
  const wrong: [string, number][] = [
    ["", 1],
    ["  ", 3],
    ["A=1", 1],
    ["a=1,", 5],
    ["a=1,,b=2", 5],
    ["a=1 b=2", 5],
    ["a=1, a=2", 6],
    ["a;p;p", 5],
    ["a=(1;p=1;q;p=2)", 12],
    ["a=(1", 5],
    ["a=(1,2)", 5],
    ["a=(1\t2)", 5],
    ['a=("x""y")', 7],
    ["a=(1) (2)", 7],
    ["a=((1))", 4],
    ["a=", 3],
    ["a==1", 3],
    ["a= 1", 3],
    ["a =1", 3],
    ["a=1.5", 3],
    ["a=1234567890123456", 3],
    ["a=-", 3],
    ["a=--1", 3],
    ["a=?2", 3],
    ["a=?", 3],
    ["a=@1659578233", 3],
    ['a=%"x"', 3],
    ['a="x', 5],
    ['a="\\x"', 5],
    ['a="x\\', 6],
    ['a="\n"', 4],
    ['a="é"', 4],
    ['a="\x7f"', 4],
    ["a=:AQ==", 3],
    ["a=:AQ:", 3],
    ["a=:AR==:", 3],
    ["a=:A===:", 3],
    ["a=:AQ=:", 3],
    ["a=:AQ==AQ==:", 3],
    ["a=:A Q==:", 3],
    ["a=:AQ_=:", 3],
    ["a=1\u00a0", 4],
    ["a=1\n", 4],
    ["\ta=1", 1],
  ];
  for (const [text, at] of wrong) {
    const parsed = parseDictionary(text);
    expect(parsed, JSON.stringify(text)).toMatchObject({ ok: false, code: "structured_field_invalid" });
    expect(!parsed.ok && parsed.detail, JSON.stringify(text)).toMatch(new RegExp(`at character ${at}$`));
  }
});

it("bounds members, items, parameters and length", () => {
  const many = (n: number, f: (i: number) => string, by: string) =>
    Array.from({ length: n }, (_, i) => f(i)).join(by);
  for (const [over, most, text] of [
    [MEMBERS_MAX + 1, MEMBERS_MAX, (n: number) => many(n, (i) => `k${i}`, ",")],
    [INNER_ITEMS_MAX + 1, INNER_ITEMS_MAX, (n: number) => `a=(${many(n, String, " ")})`],
    [PARAMS_MAX + 1, PARAMS_MAX, (n: number) => `a;${many(n, (i) => `p${i}`, ";")}`],
    [FIELD_LENGTH_MAX + 1, FIELD_LENGTH_MAX, (n: number) => "a".repeat(n)],
  ] as const) {
    expect(parseDictionary(text(most)).ok).toBe(true);
    expect(parseDictionary(text(over)).ok).toBe(false);
  }
});

// Guarantee: no text makes it throw, and a list that is read can be written and read again to the same.
it("never throws, and what it accepts is stable", () => {
  const piece = fc.constantFrom(...'ab*=;,():"\\?-01. \té@%', "sig1=(", '"@method"', ";created=1", ":AQ==:");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const parsed = parseDictionary(pieces.join(""));
      if (!parsed.ok) return;
      for (const member of parsed.value) {
        if (member.list === null) continue;
        const again = parseDictionary(`${member.key}=${serializeInnerList(member.list)}`);
        expect(again).toEqual({ ok: true, value: [member] });
      }
    }),
    { numRuns: 20_000 },
  );
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 100 }),
      (text) => typeof parseDictionary(text).ok === "boolean",
    ),
  );
});
