import { expect, it } from "vitest";
import { Authorities } from "./authorities.ts";

let hosts = new Set(["api.venue.example"]);
const make = (origins: readonly string[], port = 8443) =>
  new Authorities(origins, port, (name) => hosts.has(name));

// Guarantee: the gate answers to its own names and the configured hosts, with its own port or none, and to no others.
it.each([
  ["localhost:8443", "localhost"],
  ["LOCALHOST:8443", "localhost"],
  ["localhost", "localhost"],
  ["[::1]:8443", "[::1]"],
  ["api.venue.example", "api.venue.example"],
  ["api.venue.example:443", "api.venue.example"],
  ["api.venue.example:8443", "api.venue.example"],
  ["api.venue.example:8444", "unknown"],
  ["localhost:8444", "unknown"],
  ["localhost.", "malformed"],
  ["evil.example", "unknown"],
  ["localhost.evil.example:8443", "unknown"],
  ["", "malformed"],
  ["user@localhost:8443", "malformed"],
  ["localhost:8443/x", "malformed"],
  ["localhost:999999", "malformed"],
  ["local host", "malformed"],
])("judges %s", (host, expected) => {
  const found = make(["https://localhost:8443", "https://[::1]:8443"]).find(host);
  expect(typeof found === "string" ? found : found.hostname).toBe(expected);
});

// RFC 9110 §4.2.2: 443 is the port that https means by itself.
it("takes the default port for granted", () => {
  const authorities = make(["https://gate.venue.example"]);
  for (const host of ["gate.venue.example", "gate.venue.example:443"]) {
    expect(authorities.find(host)).toEqual({ hostname: "gate.venue.example" });
  }
  expect(authorities.find("gate.venue.example:80")).toBe("unknown");
});

// Guarantee: hosts follow the configuration.
it("forgets when told to", () => {
  const authorities = make([]);
  expect(authorities.find("api.venue.example")).toEqual({ hostname: "api.venue.example" });
  hosts = new Set();
  authorities.forget();
  expect(authorities.find("api.venue.example")).toBe("unknown");
});
