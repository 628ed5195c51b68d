import { expect, it } from "vitest";
import { trafficFilter } from "#lib/traffic/contract.ts";
import { barHref, chipHref, rangeHref, readTraffic, requestHref, requestIdOf } from "./traffic-filters.ts";

const ORG = "01a1e960-d600-7000-8c33-1d824b27e2fb";
const KEY = "k_7Q2MXH4T9ABCDEFG";
const choices = { organizations: [{ id: ORG, name: "Halcyon" }] };
const read = (search: string) => readTraffic(new URLSearchParams(search), choices);

// Guarantee: every chip asks the server for exactly what it says, and the server takes it.
it("reads chips into the server's own filter", () => {
  const asked = read(
    `f=range:is:7d&f=key:is:${KEY}&f=org:is:${ORG}&f=code:is:ip_denied&f=ip:is:2001:db8::1&f=upstream:is:exchange` +
      "&f=route:is:POST /order&f=time:after:2026-11-23T15:30Z&f=time:before:2026-11-23T16:00Z&before=17.x",
  );
  expect(asked).toEqual({
    filter: {
      range: "7d",
      key: KEY,
      org: ORG,
      code: "ip_denied",
      ip: "2001:db8::1",
      upstream: "exchange",
      route: "POST /order",
      from: "2026-11-23T15:30:00.000Z",
      to: "2026-11-23T16:00:00.000Z",
    },
    older: "17.x",
    request: null,
    impossible: false,
  });
  expect(trafficFilter.safeParse(asked.filter).success).toBe(true);
});

// Guarantee: what can't be understood asks nothing, and the rest still applies.
it("leaves out what it can't understand", () => {
  expect(read("f=range:is:2y&f=key:is:k_1&f=code:is:nope&f=ip:is:300.1.1.1&f=org:is:x&request=last")).toEqual(
    {
      filter: { range: "24h" },
      request: null,
      impossible: false,
    },
  );
});

it("takes a pasted key id, address or request id as the search", () => {
  expect(read(`q=${KEY.toLowerCase()}`).filter).toEqual({ range: "24h", key: KEY });
  expect(read("q=203.0.113.9").filter).toEqual({ range: "24h", ip: "203.0.113.9" });
  expect(read("q=hello")).toMatchObject({ filter: { range: "24h" }, impossible: true });
  expect(read(`q=${ORG}`)).toMatchObject({ request: ORG, impossible: false });
  expect(requestIdOf(` ${ORG.toUpperCase()} `)).toBe(ORG);
  expect(requestIdOf("hello")).toBeNull();
});

it("changes one thing of the URL and keeps the rest", () => {
  const params = new URLSearchParams(`f=code:is:ip_denied&f=range:is:7d&before=5&request=${ORG}`);
  expect(rangeHref(params, "1h")).toBe("/traffic?f=code%3Ais%3Aip_denied&f=range%3Ais%3A1h");
  expect(rangeHref(params, "24h")).toBe("/traffic?f=code%3Ais%3Aip_denied");
  expect(chipHref(params, "code", "scope_missing")).toBe(
    "/traffic?f=range%3Ais%3A7d&f=code%3Ais%3Ascope_missing",
  );
  expect(
    read(barHref(params, Date.parse("2026-11-23T15:30:00Z"), 1_800_000).split("?")[1] ?? "").filter,
  ).toEqual({
    range: "7d",
    code: "ip_denied",
    from: "2026-11-23T15:30:00.000Z",
    to: "2026-11-23T16:00:00.000Z",
  });
  expect(requestHref({ before: "5" }, ORG)).toBe(`/traffic?before=5&request=${ORG}`);
  expect(requestHref(params, null)).toBe("/traffic?f=code%3Ais%3Aip_denied&f=range%3Ais%3A7d&before=5");
});
