import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { expect, it } from "vitest";
import { canonicalNetwork } from "./networks.ts";

const cidrOf = (text: string) => {
  const result = canonicalNetwork(text);
  return result.ok ? result.value.cidr : null;
};

// Guarantee: a network has one way to be written, and a cleared host bit is told.
it.each([
  ["203.0.113.9/26", "203.0.113.0/26", true],
  ["203.0.113.0/26", "203.0.113.0/26", false],
  [" 198.51.100.7 ", "198.51.100.7/32", false],
  ["10.255.0.1/8", "10.0.0.0/8", true],
  ["2001:DB8:0:0::1", "2001:db8::1/128", false],
  ["2001:db8:1:2:3:4:5:6/64", "2001:db8:1:2::/64", true],
  ["2001:db8::/32", "2001:db8::/32", false],
  ["64:ff9b::192.0.2.33/128", "64:ff9b::c000:221/128", false],
  ["::1", "::1/128", false],
])("writes %s as %s", (text, cidr, narrowed) => {
  expect(canonicalNetwork(text)).toMatchObject({ ok: true, value: { cidr, narrowed } });
});

// Guarantee: what isn't surely a network is refused with a sentence that names it, and never read as another one.
it.each([
  "",
  "hello",
  "203.0.113.9/33",
  "203.0.113.9/-1",
  "203.0.113.9/026",
  "203.0.113.9/",
  "203.0.113.9/2e1",
  "203.0.113.9/24/24",
  "203.0.113",
  "203.0.113.256",
  "010.0.0.1",
  "0x0a000001",
  "167772161",
  "2001:db8::/129",
  "2001:db8:::1",
  "fe80::1%eth0",
  "[2001:db8::1]",
  "203.0.113.9, 203.0.113.10",
  "１２７.0.0.1",
])("refuses %j", (text) => {
  const result = canonicalNetwork(text);
  expect(result.ok).toBe(false);
  if (!result.ok) expect(result.detail).toContain(`"${text.trim()}"`);
});

// Guarantee: an IPv4-mapped network, which no address at the gate would ever be in, is refused with its plain form.
it.each(["::ffff:203.0.113.9", "::ffff:cb00:7109/128", "0:0:0:0:0:FFFF:203.0.113.0/120"])(
  "refuses %s",
  (text) => {
    expect(canonicalNetwork(text)).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/Write 203\.0\.113\.\d/),
    });
  },
);

// Guarantee: a list can't be a list in name only.
it.each(["0.0.0.0/0", "128.0.0.0/1", "10.0.0.0/7", "::/0", "2000::/3", "2001::/15"])(
  "refuses %s as too wide",
  (text) => {
    expect(canonicalNetwork(text)).toMatchObject({ ok: false, detail: expect.stringContaining("too wide") });
  },
);

// Guarantee: writing a network canonically keeps its addresses and is done once.
it("is idempotent and keeps the address inside", () => {
  const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 }));
  const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 16, max: 128 }));
  fc.assert(
    fc.property(fc.oneof(v4, v6), ([address, prefix]) => {
      const cidr = cidrOf(`${address}/${prefix}`);
      if (cidr === null) {
        // Refused as IPv4 in IPv6 form, and as nothing else.
        expect([address.includes(":"), ipaddr.process(address).kind()]).toEqual([true, "ipv4"]);
        return;
      }
      expect(cidrOf(cidr)).toBe(cidr);
      expect(canonicalNetwork(cidr)).toMatchObject({ value: { narrowed: false } });
      expect(ipaddr.parse(address).match(ipaddr.parseCIDR(cidr) as [ipaddr.IPv4, number])).toBe(true);
    }),
  );
});

// Guarantee: no text makes it throw.
it("answers any text", () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void canonicalNetwork(text)));
});
