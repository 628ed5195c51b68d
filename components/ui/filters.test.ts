import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type FilterField,
  parseFilters,
  sortLink,
  withFilter,
  withoutFilter,
  withoutFilters,
  withParam,
} from "./filters.ts";

const FIELDS: readonly FilterField[] = [
  { id: "status", label: "Status", kind: "choice", options: [{ value: "revoked", label: "Revoked" }] },
  { id: "created", label: "Created", kind: "date" },
  { id: "ip", label: "Network", kind: "text" },
  { id: "denied", label: "Denied", kind: "number" },
];

describe("reading filters from the URL", () => {
  it("gives the query its filters and the bar its words", () => {
    const { text, filters, chips } = parseFilters(
      { q: " mm ", f: ["status:is-not:revoked", "created:after:2026-01-01"] },
      FIELDS,
    );
    expect(text).toBe("mm");
    expect(filters).toEqual([
      { field: "status", op: "is-not", value: "revoked" },
      { field: "created", op: "after", value: "2026-01-01" },
    ]);
    expect(chips[0]).toEqual({
      raw: "status:is-not:revoked",
      label: "Status",
      op: "is not",
      value: "Revoked",
    });
  });

  it("keeps colons that belong to the value", () => {
    expect(parseFilters({ f: "ip:has:2001:db8::/48" }, FIELDS).filters).toEqual([
      { field: "ip", op: "has", value: "2001:db8::/48" },
    ]);
  });

  it.each([
    ["statuz:is:revoked", "There is no filter “statuz” here."],
    ["status:after:revoked", "Status can't be compared with “after”."],
    ["status:is:gone", "“gone” is not one of status."],
    ["created:after:2026-02-30", "“2026-02-30” is not a date like 2026-11-23."],
    ["denied:over:-1", "“-1” is not a whole number."],
    ["ip:has:", "Network needs a value."],
  ])("shows %s as broken and applies the rest", (raw, broken) => {
    const { filters, chips } = parseFilters({ f: [raw, "denied:over:5"] }, FIELDS);
    expect(chips[0]?.broken).toBe(broken);
    expect(filters).toEqual([{ field: "denied", op: "over", value: "5" }]);
  });

  it("takes a minute of a day where a chart leads to it, and only there", () => {
    const fields: readonly FilterField[] = [
      { id: "time", label: "Time", kind: "date", minutes: true },
      ...FIELDS,
    ];
    const { filters, chips } = parseFilters(
      {
        f: [
          "time:after:2026-11-23T15:30Z",
          "time:before:2026-11-24T25:00Z",
          "created:after:2026-11-23T15:30Z",
        ],
      },
      fields,
    );
    expect(filters).toEqual([{ field: "time", op: "after", value: "2026-11-23T15:30Z" }]);
    expect(chips.map(({ value, broken }) => [value, broken !== undefined])).toEqual([
      ["23 Nov 2026 15:30 UTC", false],
      ["2026-11-24T25:00Z", true],
      ["2026-11-23T15:30Z", true],
    ]);
  });

  it("takes at most twenty filters and never throws", () => {
    expect(
      parseFilters({ f: Array.from({ length: 30 }, () => "denied:over:5") }, FIELDS).filters,
    ).toHaveLength(20);
    fc.assert(fc.property(fc.array(fc.string()), (f) => void parseFilters({ f }, FIELDS)));
  });
});

describe("links that change the URL", () => {
  const params = new URLSearchParams("q=mm&f=denied:over:5&sort=-lastUsed&after=abc");

  it("starts over at the first page with another filter", () => {
    const href = withFilter(params, { field: "status", op: "is", value: "revoked" });
    expect(new URLSearchParams(href).getAll("f")).toEqual(["denied:over:5", "status:is:revoked"]);
    expect(new URLSearchParams(href).has("after")).toBe(false);
    expect(new URLSearchParams(href).get("sort")).toBe("-lastUsed");
  });

  it("takes one filter away, or all with the text", () => {
    expect(new URLSearchParams(withoutFilter(params, "denied:over:5")).getAll("f")).toEqual([]);
    expect(withoutFilters(params)).toBe("?sort=-lastUsed");
  });

  it("turns a sort around at the second press", () => {
    expect(sortLink(params, "lastUsed")).toEqual({
      href: expect.stringContaining("sort=lastUsed"),
      direction: "descending",
    });
    expect(sortLink(params, "name")).toEqual({ href: expect.stringContaining("sort=name"), direction: null });
    expect(sortLink(params, "requests", "descending").href).toContain("sort=-requests");
  });

  it("sets and drops single keys", () => {
    expect(withParam({ event: "3" }, { event: null, q: "x" })).toBe("?q=x");
  });
});
