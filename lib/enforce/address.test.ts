import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { expect, it } from "vitest";
import { clientAddress, Networks, NO_ADDRESS, parseAddress } from "./address.ts";

// Guarantee: one address has one text, however the system or a proxy writes it.
it.each([
  ["::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"],
  ["192.0.2.1", "192.0.2.1", "192.0.2.1"],
  ["2001:DB8:0:0::1", "2001:db8::1", "20010db8:0/64"],
  ["fe80::1%eth0", "fe80::1", "fe800000:0/64"],
  ["nonsense", "unknown", "unknown"],
])("reads %s", (text, canonical, block) => {
  expect(parseAddress(text)).toMatchObject({ text: canonical, block });
});

// Guarantee: addresses of one IPv6 /64 count as one stranger, those of two never.
it("blocks IPv6 by /64", () => {
  const block = (text: string) => parseAddress(text).block;
  expect(block("2001:db8:1:2::1")).toBe(block("2001:db8:1:2:ffff::9"));
  expect(block("2001:db8:1:2::1")).not.toBe(block("2001:db8:1:3::1"));
});

// Guarantee: the fast comparison agrees with the library's, for every network and address.
it("matches as ipaddr.js does", () => {
  const network = fc.oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
  );
  fc.assert(
    fc.property(fc.array(network, { maxLength: 5 }), fc.oneof(fc.ipV4(), fc.ipV6()), (list, text) => {
      const cidrs = list.map(([address, bits]) => `${address}/${bits}`);
      const address = ipaddr.process(text);
      const expected = cidrs.some((cidr) => {
        const [base, bits] = ipaddr.parseCIDR(cidr);
        return base.kind() === address.kind() && address.match(base as never, bits);
      });
      expect(new Networks(cidrs).holds(parseAddress(text))).toBe(expected);
    }),
  );
});

// Guarantee: an address that can't be read is in no network, not even in the widest.
it("lets nothing unreadable in", () => {
  expect(new Networks(["0.0.0.0/0", "::/0"]).holds(NO_ADDRESS)).toBe(false);
});

// Guarantee: only what a believed proxy wrote itself decides whose address it is.
it("believes the right-most address that is no proxy's, and only through a proxy", () => {
  const trusted = new Networks(["10.0.0.0/8"]);
  const proxy = parseAddress("10.0.0.1");
  const client = (forwarded: string | null, peer = proxy, proxies: Networks | null = trusted) =>
    clientAddress(peer, forwarded, proxies).text;
  expect(client("203.0.113.9")).toBe("203.0.113.9");
  expect(client("192.0.2.66, 203.0.113.9, 10.0.0.7")).toBe("203.0.113.9");
  expect(client("203.0.113.9", parseAddress("198.51.100.1"))).toBe("198.51.100.1");
  expect(client("203.0.113.9", proxy, null)).toBe("10.0.0.1");
  expect(client(null)).toBe("10.0.0.1");
  expect(client("203.0.113.9, nonsense")).toBe("unknown");
  expect(client("10.0.0.9, 10.0.0.8")).toBe("10.0.0.1");
});
