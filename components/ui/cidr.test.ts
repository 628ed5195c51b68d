import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NETWORKS_MAX, parseNetworks } from "./cidr.ts";

const cidrs = (text: string) => parseNetworks(text).networks.map(({ cidr }) => cidr);
const reasons = (text: string) => parseNetworks(text).problems.map(({ reason }) => reason);

describe("reading networks", () => {
  it("takes one a line as well as a pasted list", () => {
    expect(cidrs("203.0.113.0/26\n198.51.100.7")).toEqual(["203.0.113.0/26", "198.51.100.7/32"]);
    expect(cidrs(" 203.0.113.0/26, 198.51.100.7;2001:db8::/48\t")).toEqual([
      "203.0.113.0/26",
      "198.51.100.7/32",
      "2001:db8::/48",
    ]);
    expect(cidrs("")).toEqual([]);
  });

  it("clears host bits and keeps what was typed beside it", () => {
    expect(parseNetworks("203.0.113.9/26").networks).toEqual([
      { typed: "203.0.113.9/26", cidr: "203.0.113.0/26", family: 4, prefix: 26, addresses: 64n },
    ]);
  });

  it("writes IPv6 as RFC 5952 does", () => {
    expect(cidrs("2001:0DB8:0040:0:0:0:0:1/48")).toEqual(["2001:db8:40::/48"]);
    expect(cidrs("2001:db8:0:1:1:1:1:1")).toEqual(["2001:db8:0:1:1:1:1:1/128"]);
  });

  it("keeps a network once, however it was written", () => {
    expect(cidrs("203.0.113.0/26 203.0.113.63/26")).toEqual(["203.0.113.0/26"]);
  });

  it.each([
    ["203.0.113", "not_an_address"],
    ["010.0.0.1", "not_an_address"],
    ["0x7f000001", "not_an_address"],
    ["2130706433", "not_an_address"],
    ["example.com", "not_an_address"],
    ["203.0.113.0/26/1", "not_an_address"],
    ["203.0.113.0/33", "prefix"],
    ["203.0.113.0/", "prefix"],
    ["203.0.113.0/-1", "prefix"],
    ["203.0.113.0/026", "prefix"],
    ["2001:db8::/129", "prefix"],
    ["::ffff:203.0.113.9", "mapped"],
    ["fe80::1%eth0", "zone"],
  ])("refuses %s as %s and keeps the rest", (typed, reason) => {
    expect(reasons(`${typed} 198.51.100.7`)).toEqual([reason]);
    expect(cidrs(`${typed} 198.51.100.7`)).toEqual(["198.51.100.7/32"]);
  });

  it("stops at its bound and says so", () => {
    const many = Array.from({ length: NETWORKS_MAX + 2 }, (_, n) => `203.0.${n >> 8}.${n & 255}`).join("\n");
    expect(parseNetworks(many).networks).toHaveLength(NETWORKS_MAX);
    expect(reasons(many)).toEqual(["too_many", "too_many"]);
  });
});

describe("counting and warning", () => {
  it("counts an address once, however many networks cover it", () => {
    expect(parseNetworks("203.0.113.0/24 203.0.113.0/26 203.0.113.9").addresses).toBe(256n);
    expect(parseNetworks("2001:db8::/48").addresses).toBe(1n << 80n);
  });

  it("warns of overlap, private ranges and width", () => {
    expect(parseNetworks("203.0.113.0/24 203.0.113.9").warnings).toEqual([
      { code: "overlap", cidr: "203.0.113.9/32", within: "203.0.113.0/24" },
    ]);
    expect(parseNetworks("10.1.0.0/16 fd00::/48 127.0.0.1").warnings.map(({ code }) => code)).toEqual([
      "private",
      "private",
      "private",
    ]);
    expect(parseNetworks("203.0.0.0/15 2001:db8::/31").warnings).toEqual([
      { code: "wide", cidr: "203.0.0.0/15", prefix: 15 },
      { code: "wide", cidr: "2001:db8::/31", prefix: 31 },
    ]);
    expect(parseNetworks("203.0.0.0/16 2001:db8::/32").warnings).toEqual([]);
    expect(parseNetworks("0.0.0.0/0").warnings.map(({ code }) => code)).toEqual(["wide"]);
  });
});

it("gives back its own output unchanged", () => {
  const v4 = fc
    .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
    .map(([address, prefix]) => `${address}/${prefix}`);
  const v6 = fc
    .tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }))
    .map(([address, prefix]) => `${address}/${prefix}`);
  fc.assert(
    fc.property(fc.array(fc.oneof(v4, v6), { maxLength: 12 }), (typed) => {
      const once = cidrs(typed.join("\n"));
      expect(cidrs(once.join("\n"))).toEqual(once);
    }),
  );
});

it("never throws on anything pasted", () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void parseNetworks(text)));
});
