import { expect, it } from "vitest";
import { clientAddress, trustedRanges } from "./client-address.ts";

const nobody = trustedRanges([]);
const proxies = trustedRanges(["10.0.0.0/8", "192.0.2.7", "2001:db8:1::/48"]);

// Guarantee: without trusted proxies, no header moves the client's address.
it("believes the socket alone by default", () => {
  expect(clientAddress("203.0.113.9", "198.51.100.1", nobody)).toBe("203.0.113.9");
  expect(clientAddress("::ffff:203.0.113.9", undefined, nobody)).toBe("203.0.113.9");
  expect(clientAddress("fe80::1%eth0", undefined, nobody)).toBe("fe80::1");
});

// Guarantee: a client cannot choose its address by sending a forwarded header of its own.
it("takes the right-most address that is no trusted proxy", () => {
  expect(clientAddress("10.1.1.1", "6.6.6.6, 203.0.113.9", proxies)).toBe("203.0.113.9");
  expect(clientAddress("10.1.1.1", "6.6.6.6, 203.0.113.9, 192.0.2.7", proxies)).toBe("203.0.113.9");
  expect(clientAddress("2001:db8:1::5", "[2001:db8:ffff::1]:443", proxies)).toBe("2001:db8:ffff::1");
  expect(clientAddress("203.0.113.9", "6.6.6.6", proxies)).toBe("203.0.113.9");
});

it("stops at what is no address, and at the proxy when nothing was forwarded", () => {
  expect(clientAddress("10.1.1.1", "6.6.6.6, unknown", proxies)).toBe("10.1.1.1");
  expect(clientAddress("10.1.1.1", "6.6.6.6, <script>, 192.0.2.7", proxies)).toBe("192.0.2.7");
  expect(clientAddress("10.1.1.1", undefined, proxies)).toBe("10.1.1.1");
  expect(clientAddress("10.1.1.1", Array(100).fill("10.2.2.2").join(","), proxies)).toBe("10.2.2.2");
});
