import { expect, it } from "vitest";
import { judgeRequest, type RequestKind } from "./judge-request.ts";

const origin = "https://keys.venue.example";
const good = {
  action: {
    origin,
    "sec-fetch-site": "same-origin",
    "content-type": "text/plain;charset=UTF-8",
    "next-action": "7f",
  },
  json: { origin, "sec-fetch-site": "same-origin", "content-type": "application/json" },
  read: { "sec-fetch-site": "same-origin" },
} as const;

const judge = (kind: RequestKind, change: Record<string, string | null> = {}) => {
  const headers: Record<string, string | null> = { ...good[kind], ...change };
  return judgeRequest(kind, (name) => headers[name] ?? null, origin).ok;
};

it("lets this console's own pages through", () => {
  for (const kind of ["action", "json", "read"] as const) expect(judge(kind)).toBe(true);
  expect(judge("action", { "content-type": "multipart/form-data; boundary=x" })).toBe(true);
  // A browser too old for Sec-Fetch-Site still names its origin.
  expect(judge("action", { "sec-fetch-site": null })).toBe(true);
  expect(judge("read", { "sec-fetch-site": "none" })).toBe(true);
});

// Guarantee: nothing is written on behalf of another site, or of a request that doesn't say where it comes from.
it.each<[string, Record<string, string | null>]>([
  ["no Origin", { origin: null }],
  ["an opaque Origin", { origin: "null" }],
  ["another origin", { origin: "https://evil.example" }],
  ["another port", { origin: `${origin}:8443` }],
  ["another scheme", { origin: "http://keys.venue.example" }],
  ["a sibling host", { origin: "https://evil.venue.example" }],
  ["a longer host", { origin: `${origin}.evil.example` }],
  ["a cross-site fetch", { "sec-fetch-site": "cross-site" }],
  ["a fetch from a sibling host", { "sec-fetch-site": "same-site" }],
  ["the address bar", { "sec-fetch-site": "none" }],
  ["a form's content type", { "content-type": "application/x-www-form-urlencoded" }],
  ["no content type", { "content-type": null }],
])("refuses writes with %s", (_what, change) => {
  expect(judge("action", change)).toBe(false);
  expect(judge("json", change)).toBe(false);
});

// Guarantee: a form of another page can't call an action: it has no way to send the action's own header.
it("refuses an action without its header", () => {
  expect(judge("action", { "next-action": null })).toBe(false);
});

it("refuses JSON under another name", () => {
  for (const type of ["text/plain", "application/json+x", "text/json"])
    expect(judge("json", { "content-type": type })).toBe(false);
});

// Guarantee: headers that a client may forge are not looked at.
it("believes the configured origin, not the request's idea of it", () => {
  const forged = { host: "evil.example", "x-forwarded-host": "evil.example", origin: "https://evil.example" };
  expect(judge("action", forged)).toBe(false);
  expect(judge("json", forged)).toBe(false);
});

it("refuses another site's reads", () => {
  expect(judge("read", { "sec-fetch-site": "cross-site" })).toBe(false);
  expect(judge("read", { "sec-fetch-site": "same-site" })).toBe(false);
  expect(judge("read", { origin: "https://evil.example" })).toBe(false);
});
