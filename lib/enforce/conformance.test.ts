import { expect, it } from "vitest";
import { bodyOf, isJson, judgeForm } from "./conformance.ts";
import { readHeaders } from "./headers.ts";

const HOST = ["Host", "localhost"];
const judge = (headers: string[], line: Partial<Parameters<typeof judgeForm>[0]> = {}) =>
  judgeForm({ httpVersion: "1.1", target: "/", ...line }, readHeaders([...HOST, ...headers]))?.code ?? null;

// Guarantee: one host, one framing, one version, a path: and everything else has its own refusal.
it.each([
  [[], null],
  [["Expect", "100-Continue"], null],
  [["Transfer-Encoding", "Chunked"], null],
  [["Content-Length", "12"], null],
  [["host", "other"], "request_malformed"],
  [["Upgrade", "websocket"], "request_malformed"],
  [["Expect", "something"], "expectation_failed"],
  [["Transfer-Encoding", "gzip"], "request_malformed"],
  [["Transfer-Encoding", "chunked", "Content-Length", "1"], "request_malformed"],
  [["Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"], "request_malformed"],
  [["Content-Length", "1", "Content-Length", "1"], "request_malformed"],
  [["Content-Length", "0x10"], "request_malformed"],
  [["Content-Type", "a/b", "content-type", "a/b"], "request_malformed"],
  [["Content-Encoding", "identity"], "media_type_unsupported"],
])("judges %j", (headers, code) => {
  expect(judge(headers)).toBe(code);
});

it("judges the request line", () => {
  expect(judge([], { httpVersion: "1.0" })).toBe("version_unsupported");
  expect(judge([], { target: "https://localhost/" })).toBe("request_malformed");
  expect(judge([], { target: "*" })).toBe("request_malformed");
});

// RFC 9112 §6: a body is there when its length is above zero, or when it is chunked.
it.each([
  [[], { present: false, length: 0 }],
  [["Content-Length", "0"], { present: false, length: 0 }],
  [["Content-Length", "5"], { present: true, length: 5 }],
  [["Transfer-Encoding", "chunked"], { present: true, length: null }],
])("finds the body of %j", (headers, body) => {
  expect(bodyOf(readHeaders(headers))).toEqual(body);
});

// Guarantee: only JSON in UTF-8 is read as JSON.
it.each([
  [null, true],
  ["application/json", true],
  ["Application/JSON; charset=UTF-8", true],
  ["application/json; charset=utf-16", false],
  ["text/plain", false],
  ["application/jsonx", false],
  ["application/json, text/plain", false],
])("reads %s as JSON: %s", (type, is) => {
  expect(isJson(type)).toBe(is);
});
