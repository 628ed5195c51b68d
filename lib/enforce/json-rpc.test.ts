import fc from "fast-check";
import { expect, it } from "vitest";
import { LimitSet } from "#lib/limits/limit-set.ts";
import { readJsonRpc } from "./json-rpc.ts";
import { type Risk, RpcRules } from "./router.ts";

const rules = new RpcRules();
const add = (pattern: string, scope: string, risk: Risk) =>
  rules.add(pattern, { label: pattern, scope, risk, cost: 1, limitsOf: () => new LimitSet([]) });
add("eth_*", "chain:read", "read");
add("eth_getBalance", "account:read", "read");
add("eth_send*", "chain:broadcast", "transfer");

const read = (text: string) => readJsonRpc(Buffer.from(text), rules);
const call = (method: string, more = "") => `{"jsonrpc":"2.0","id":1,"method":"${method}"${more}}`;

// Guarantee: the exact name beats a beginning, and the longer beginning beats the shorter.
it("finds the most specific rule of each call", () => {
  const batch = read(
    `[${["eth_call", "eth_getBalance", "eth_sendRawTransaction"].map((m) => call(m)).join(",")}]`,
  );
  expect(batch).toMatchObject({
    ok: true,
    calls: [
      { rule: { label: "eth_*" } },
      { rule: { label: "eth_getBalance" } },
      { rule: { label: "eth_send*" } },
    ],
  });
});

// Guarantee: what is forwarded is what was judged, whatever it looked like.
it("writes anew what it judged", () => {
  const odd = '\n{ "method" :"\\u0065th_call", "params":[ {"a":1.50} ],\t"jsonrpc":"2.0","id":null }';
  expect(read(odd)).toMatchObject({
    ok: true,
    calls: [{ method: "eth_call" }],
    text: '{"method":"eth_call","params":[{"a":1.5}],"jsonrpc":"2.0","id":null}',
  });
});

// Guarantee: a body that two parsers could read differently, or that holds more than calls, is refused with its place.
it.each([
  ["nothing", "", ""],
  ["no JSON", "{", ""],
  ["two values", `${call("eth_call")} ${call("eth_call")}`, ""],
  ["a repeated member", call("eth_call", ',"method":"eth_sendRawTransaction"'), "/method"],
  ["a case variant", call("eth_call", ',"Method":"eth_sendRawTransaction"'), "/Method"],
  ["an escaped repeat", call("eth_call", ',"\\u006dethod":"eth_sendRawTransaction"'), "/method"],
  ["another member", call("eth_call", ',"extra":1'), "/extra"],
  ["a nested batch", `[[${call("eth_call")}]]`, "/0"],
  ["an empty batch", "[]", ""],
  ["a number that loses digits", call("eth_call", ',"params":[9007199254740993]'), "/params/0"],
  ["another version", '{"jsonrpc":"1.0","id":1,"method":"eth_call"}', "/jsonrpc"],
  ["no method", '{"jsonrpc":"2.0","id":1}', "/method"],
  ["a method that is no text", '{"jsonrpc":"2.0","id":1,"method":["eth_call"]}', "/method"],
  ["a method with a NUL", call("eth_\\u0000call"), "/method"],
  ["a method with a space", call("eth_call "), "/method"],
  ["a method beyond ASCII", call("eth_\u0441all"), "/method"],
  ["a method without end", call("e".repeat(129)), "/method"],
  ["an id that is an object", '{"jsonrpc":"2.0","id":{},"method":"eth_call"}', "/id"],
  ["params that are text", call("eth_call", ',"params":"x"'), "/params"],
  ["a string", '"eth_call"', ""],
  ["a second call that is none", `[${call("eth_call")},7]`, "/1"],
  ["__proto__", call("eth_call", ',"__proto__":{"method":"x"}'), "/__proto__"],
])("refuses %s", (_, text, pointer) => {
  expect(read(text)).toMatchObject({ ok: false, code: "body_invalid", detail: { pointers: [pointer] } });
});

// Guarantee: a method that no rule names is refused, alone and within a batch.
it("refuses unknown methods", () => {
  for (const text of [
    call("admin_peers"),
    `[${call("eth_call")},${call("admin_peers")}]`,
    call("ETH_call"),
  ]) {
    expect(read(text)).toMatchObject({ ok: false, code: "method_unknown" });
  }
});

// Guarantee: no body makes the gate throw, and what passes parses to what it was judged as.
it("never throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      const answer = read(text);
      if (answer.ok) expect(JSON.parse(answer.text)).toEqual(JSON.parse(text));
    }),
  );
});
