import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { trustedRanges } from "../client-address.ts";
import { CLIENT_IP_HEADER, judgeHead } from "./judge-head.ts";

const origin = new URL("https://keys.venue.example");
const rules = { origin, trusted: trustedRanges(["10.0.0.0/8"]) };

function received(headers: Record<string, string>, from = "203.0.113.9"): IncomingMessage {
  const all = { host: "keys.venue.example", ...headers };
  return {
    headers: Object.fromEntries(Object.entries(all).map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders: Object.entries(all).flat(),
    socket: { remoteAddress: from },
  } as unknown as IncomingMessage;
}

// Guarantee: whatever a client sends, a page reads the address that our own server saw.
it("replaces every header that only a proxy or we may set", () => {
  const req = received({
    "X-Forwarded-For": "6.6.6.6",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "http",
    "X-Real-IP": "6.6.6.6",
    Forwarded: "for=6.6.6.6",
    "X-Middleware-Subrequest": "proxy:proxy:proxy:proxy:proxy",
    "X-Keywarden-Client-IP": "6.6.6.6",
    x_keywarden_client_ip: "6.6.6.6",
    Cookie: "a=b",
  });
  expect(judgeHead(req, rules)).toBe(null);
  expect(req.headers).toEqual({
    host: "keys.venue.example",
    cookie: "a=b",
    [CLIENT_IP_HEADER]: "203.0.113.9",
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-host": "keys.venue.example",
    "x-forwarded-proto": "https",
  });
});

it("believes a trusted proxy about the client's address", () => {
  const req = received({ "X-Forwarded-For": "6.6.6.6, 198.51.100.7" }, "::ffff:10.1.2.3");
  expect(judgeHead(req, rules)).toBe(null);
  expect(req.headers[CLIENT_IP_HEADER]).toBe("198.51.100.7");
});

// Guarantee: no other name leads to the console, so no other site can rebind to it (RFC 9110 §7.4).
it("answers to its own authority alone", () => {
  for (const host of ["Keys.Venue.example", "keys.venue.example:443"])
    expect(judgeHead(received({ host }), rules)).toBe(null);
  for (const host of ["127.0.0.1", "keys.venue.example:8443", "keys.venue.example.", "evil.example", ""]) {
    expect(judgeHead(received({ host }), rules)).toMatchObject({ status: 421 });
  }
});

it("refuses a doubled or missing Host", () => {
  const doubled = received({});
  doubled.rawHeaders.push("HOST", "evil.example");
  expect(judgeHead(doubled, rules)).toMatchObject({ status: 400 });
  const missing = received({});
  missing.rawHeaders.splice(0, 2);
  expect(judgeHead(missing, rules)).toMatchObject({ status: 400 });
});

it("takes bodies of known and bounded length", () => {
  expect(judgeHead(received({ "Transfer-Encoding": "chunked" }), rules)).toMatchObject({ status: 411 });
  expect(judgeHead(received({ "Content-Length": "4194305" }), rules)).toMatchObject({ status: 413 });
  expect(judgeHead(received({ "Content-Length": "4194304" }), rules)).toBe(null);
});

// Guarantee: another site's call of an action is its caller's fault, never a fault of ours.
it("refuses an action that another site calls", () => {
  const call = { "Next-Action": "7f", "Content-Length": "2" };
  for (const from of ["https://evil.example", "null", "http://keys.venue.example"])
    expect(judgeHead(received({ ...call, Origin: from }), rules)).toMatchObject({ status: 403 });
  const form = { "Content-Type": "multipart/form-data; boundary=x", Origin: "https://evil.example" };
  expect(judgeHead(received(form), rules)).toMatchObject({ status: 403 });
  expect(judgeHead(received({ ...call, Origin: origin.origin }), rules)).toBe(null);
});
