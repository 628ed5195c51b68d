import { expect, it } from "vitest";
import { answerHeaders, forwardedHeaders, readHeaders } from "./headers.ts";

// Guarantee: repeated lines are seen as such, whatever their case.
it("counts what must stand once", () => {
  const facts = readHeaders([
    "Host",
    "a",
    "hOsT",
    "b",
    "Authorization",
    "x",
    "Signature",
    "s",
    "signature-input",
    "i",
  ]);
  expect(facts).toMatchObject({ hosts: 2, authorizations: 1, signatures: 2 });
  expect(readHeaders(["Transfer-Encoding", "gzip", "transfer-encoding", "chunked"]).transferEncoding).toBe(
    "gzip, chunked",
  );
});

// Guarantee: nothing a client sends can speak for the gate, carry its credential on, or override the request line.
it.each([
  "Authorization",
  "Proxy-Authorization",
  "Signature",
  "Signature-Input",
  "X-Keywarden-Key",
  "x_keywarden_org",
  "X-KEYWARDEN_Anything",
  "X-HTTP-Method-Override",
  "x_http_method_override",
  "X-Original-URL",
  "X-Forwarded-For",
  "Forwarded",
  "X-Request-Id",
  "Transfer-Encoding",
  "Transfer_Encoding",
  "Content-Length",
  "Content_Length",
  "Connection",
  "Keep-Alive",
  "TE",
  "Trailer",
  "Upgrade",
  "Expect",
  "Host",
])("does not forward %s", (name) => {
  expect(forwardedHeaders(["Accept", "*/*", name, "v"], null, false)).toEqual(["Accept", "*/*"]);
});

// RFC 9110 §7.6.1: what Connection names is for this hop alone.
it("drops what Connection names", () => {
  expect(forwardedHeaders(["X-A", "1", "x-b", "2"], "close, X-B", false)).toEqual(["X-A", "1"]);
});

// Guarantee: the rest goes on as it came: order, case, repetition and bytes.
it("forwards the rest untouched", () => {
  const rest = [
    "X-A",
    "1",
    "x-a",
    "2",
    "Cookie",
    "c",
    "Content-Type",
    "a/b",
    "Content-Digest",
    "d",
    "api_key",
    "é",
  ];
  expect(forwardedHeaders(rest, "keep-alive", false)).toEqual(rest);
  expect(forwardedHeaders(rest, null, true)).toEqual(["X-A", "1", "x-a", "2", "Cookie", "c", "api_key", "é"]);
});

// Guarantee: an upstream can't speak for the gate either.
it("keeps an upstream from naming codes, ids and limits", () => {
  for (const name of ["x-keywarden-code", "x-request-id", "ratelimit", "connection", "transfer-encoding"]) {
    expect(answerHeaders({ [name]: "v" })).toEqual([]);
  }
  const rest = ["content-type", "a/b", "set-cookie", "a=1", "set-cookie", "b=2"];
  expect(answerHeaders({ "content-type": "a/b", "set-cookie": ["a=1", "b=2"] })).toEqual(rest);
});

// RFC 9110 §7.6.1, the other way: what an upstream says to this hop alone goes no further.
it("drops what an answer's Connection names", () => {
  expect(answerHeaders({ connection: "close, X-Node", "x-node": "7", "x-a": "1" })).toEqual(["x-a", "1"]);
});

// Guarantee: a client can't tell an upstream what only a proxy before it may say: its address, its certificate, its user.
it.each([
  "X-Forwarded-User",
  "X-Forwarded-Client-Cert",
  "X_Forwarded_Scheme",
  "X-Forwarded-Host",
  "X-Forwarded-Anything",
  "True-Client-IP",
  "CF-Connecting-IP",
  "X-Cluster-Client-IP",
  "Fastly-Client-IP",
  "Proxy",
])("keeps %s from the upstream", (name) => {
  expect(forwardedHeaders([name, "203.0.113.9", "X-A", "1"], null, false)).toEqual(["X-A", "1"]);
});
