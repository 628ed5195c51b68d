import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readJwks } from "./assertion.ts";
import { EXCHANGE_NAME, type RunningExchange, startExchange } from "./exchange.ts";
import { GateKeySource } from "./gate-keys.ts";

const NOW = Date.parse("2026-11-23T15:42:00Z");
const ORG = "0193f2a0-0000-7000-8000-000000000001";
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const jwks = (key: KeyObject, kid: string) => ({
  keys: [{ ...key.export({ format: "jwk" }), kid, alg: "EdDSA", use: "sig" }],
});
const keys = readJwks(Buffer.from(JSON.stringify(jwks(publicKey, "k1")))) ?? new Map();

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange({ port: 0, keys: { keysFor: async () => keys }, seed: 1, clock: () => NOW });
});
afterAll(() => exchange.stop());

type Over = { header?: object; claims?: object; key?: KeyObject };

/** As the gate makes them: for acts bound to the request, for reads good for some seconds of the key's reads. */
function assertion(method: string, path: string, over: Over = {}): string {
  const iat = NOW / 1000;
  const bound = method === "GET" ? {} : { jti: "r", method, path };
  const claims = { iss: "keywarden", aud: EXCHANGE_NAME, iat, exp: iat + 60, org: ORG, key: "k_1", ...bound };
  const parts = [
    { alg: "EdDSA", kid: "k1", typ: "JWT", ...over.header },
    { ...claims, sub: "k_1", scopes: ["trade:write"], ...over.claims },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signature = sign(null, Buffer.from(parts.join(".")), over.key ?? privateKey);
  return `${parts.join(".")}.${signature.toString("base64url")}`;
}

async function ask(
  method: string,
  target: string,
  o: { body?: string; type?: string; assertion?: string | null; over?: Over } = {},
) {
  const jws = o.assertion === undefined ? assertion(method, target, o.over) : o.assertion;
  const answer = await fetch(`http://127.0.0.1:${exchange.port}${target}`, {
    method,
    headers: {
      ...(jws === null ? {} : { "x-keywarden-assertion": jws }),
      ...(o.body === undefined ? {} : { "content-type": o.type ?? "application/x-www-form-urlencoded" }),
    },
    ...(o.body === undefined ? {} : { body: o.body }),
  });
  return { status: answer.status, allow: answer.headers.get("allow"), text: await answer.text() };
}

const codeOf = ({ text }: { text: string }) => (JSON.parse(text) as { code: string }).code;
const form = "symbol=BTC-USD&side=BUY&type=LIMIT&quantity=0.5&price=100.01";

// Guarantee: what concerns an account is answered only for an assertion that the gate signed for this very request.
it.each<[string, string | null | undefined, Over]>([
  ["none", null, {}],
  ["rubbish", "a.b.c", {}],
  ["another key", undefined, { key: generateKeyPairSync("ed25519").privateKey }],
  ["an unknown key id", undefined, { header: { kid: "k2" } }],
  ["no algorithm", undefined, { header: { alg: "none" } }],
  ["another upstream", undefined, { claims: { aud: "ethereum" } }],
  ["another path", undefined, { claims: { method: "GET", path: "/api/v3/openOrders" } }],
  ["a method alone", undefined, { claims: { method: "GET" } }],
  ["another issuer", undefined, { claims: { iss: "keywarden2" } }],
  ["the past", undefined, { claims: { iat: NOW / 1000 - 100, exp: NOW / 1000 - 40 } }],
  ["the future", undefined, { claims: { iat: NOW / 1000 + 60 } }],
])("refuses an assertion with %s", async (_name, jws, over) => {
  const answer = await ask("GET", "/api/v3/account", {
    ...(jws === undefined ? {} : { assertion: jws }),
    over,
  });
  expect([answer.status, codeOf(answer)]).toEqual([401, "assertion_refused"]);
});

// Guarantee: an assertion made for a read, or for another act, moves no order.
it.each([
  ["a read's", { method: undefined, path: undefined }],
  ["another method", { method: "DELETE" }],
  ["another query", { path: "/api/v3/order?x=1" }],
])("refuses an act with an assertion for %s", async (_name, claims) => {
  const answer = await ask("POST", "/api/v3/order", { body: form, over: { claims } });
  expect([answer.status, codeOf(answer)]).toEqual([401, "assertion_refused"]);
});

it("refuses an assertion whose payload was changed after signing", async () => {
  const [header, , signature] = assertion("GET", "/api/v3/account").split(".");
  const payload = assertion("GET", "/api/v3/account", { claims: { org: "other" } }).split(".")[1];
  const answer = await ask("GET", "/api/v3/account", { assertion: `${header}.${payload}.${signature}` });
  expect(answer.status).toBe(401);
});

// Guarantee: public facts need no key; nothing else does without one, unknown paths included.
it("answers the public paths to anybody", async () => {
  expect(await ask("GET", "/api/v3/time", { assertion: null })).toMatchObject({ status: 200 });
  const info = await ask("GET", "/api/v3/exchangeInfo", { assertion: null });
  expect(info.text).toContain('"BTC-USD"');
  expect(info.text).toContain('"BTC-26MAR27-70000-C"');
  expect((await ask("GET", "/nowhere", { assertion: null })).status).toBe(401);
  expect(await ask("GET", "/nowhere")).toMatchObject({ status: 404 });
  expect(await ask("PUT", "/api/v3/order")).toMatchObject({ status: 405, allow: "GET, DELETE, POST" });
  expect(await ask("GET", "/constructor")).toMatchObject({ status: 404 });
});

// Guarantee: amounts leave as decimal strings; JSON numbers are counters and times alone.
it("takes an order through its life, in form and in JSON", async () => {
  const placed = JSON.parse((await ask("POST", "/api/v3/order", { body: form })).text);
  expect(placed).toMatchObject({ status: "NEW", price: "100.01", origQty: "0.5", executedQty: "0" });
  const target = `/api/v3/order?symbol=BTC-USD&orderId=${placed.orderId}`;
  expect(JSON.parse((await ask("GET", target)).text)).toEqual(placed);
  expect(JSON.parse((await ask("GET", "/api/v3/openOrders")).text)).toEqual([placed]);
  const account = JSON.parse((await ask("GET", "/api/v3/account")).text);
  expect(account.balances[0]).toEqual({ asset: "USD", free: "4999949.995", locked: "50.005" });
  expect(JSON.parse((await ask("DELETE", target)).text)).toMatchObject({ status: "CANCELED" });
  expect(codeOf(await ask("DELETE", target))).toBe("order_not_open");
  const json = JSON.stringify({ symbol: "ETH-USD", side: "SELL", type: "MARKET", quantity: "1.5" });
  const sold = await ask("POST", "/api/v3/order", { body: json, type: "application/json" });
  expect(JSON.parse(sold.text)).toMatchObject({ status: "FILLED", executedQty: "1.5", price: null });
  const [trade] = JSON.parse((await ask("GET", "/api/v3/myTrades?symbol=ETH-USD")).text);
  expect(trade).toMatchObject({ side: "SELL", qty: expect.stringMatching(/^[\d.]+$/) });
  expect(JSON.parse((await ask("DELETE", "/api/v3/openOrders")).text)).toEqual([]);
});

// Guarantee: another organization's account is another account.
it("keeps organizations apart", async () => {
  const placed = JSON.parse((await ask("POST", "/api/v3/order", { body: form })).text);
  const target = `/api/v3/order?symbol=BTC-USD&orderId=${placed.orderId}`;
  const other = { over: { claims: { org: "0193f2a0-0000-7000-8000-000000000002" } } };
  expect(codeOf(await ask("GET", target, other))).toBe("order_unknown");
  expect(codeOf(await ask("DELETE", target, other))).toBe("order_unknown");
  expect((await ask("DELETE", target)).status).toBe(200);
});

// Guarantee: the market has two sides and the answer says how far it was asked to.
it("shows depth and ticker", async () => {
  const depth = JSON.parse((await ask("GET", "/api/v3/depth?symbol=BTC-USD&limit=5")).text);
  expect(depth.bids).toHaveLength(5);
  expect(Number(depth.bids[0][0])).toBeLessThan(Number(depth.asks[0][0]));
  expect(depth.bids.flat().every((value: unknown) => typeof value === "string")).toBe(true);
  const ticker = JSON.parse((await ask("GET", "/api/v3/ticker?symbol=BTC-USD")).text);
  expect(ticker).toMatchObject({ bidPrice: depth.bids[0][0], askPrice: depth.asks[0][0] });
});

// Guarantee: a wrong parameter is refused by its name, in the query, the form and the JSON body.
it.each([
  ["GET", "/api/v3/depth", undefined, "symbol"],
  ["GET", "/api/v3/depth?symbol=BTC-USD&limit=7", undefined, "limit"],
  ["GET", "/api/v3/depth?symbol=BTC-USD&symbol=ETH-USD", undefined, "symbol"],
  ["GET", "/api/v3/depth?symbol=BTC-USD&deep=1", undefined, "deep"],
  ["GET", "/api/v3/account?x=1", undefined, "x"],
  ["POST", "/api/v3/order", form.replace("BUY", "buy"), "side"],
  ["POST", "/api/v3/order", form.replace("0.5", "5e-1"), "quantity"],
  ["POST", "/api/v3/order", form.replace("0.5", "-1"), "quantity"],
  ["POST", "/api/v3/order", `${form}&price=1`, "price"],
  ["POST", "/api/v3/order", `${form}&stopPrice=1`, "stopPrice"],
  ["POST", "/api/v3/order", form.replace("&price=100.01", ""), "price"],
  ["POST", "/api/v3/order", form.replace("LIMIT", "MARKET"), "price"],
  ["POST", "/api/v3/order", `${form}&newClientOrderId=a%00b`, "newClientOrderId"],
  ["POST", "/api/v3/order", `${form}&__proto__=1`, "__proto__"],
])("%s %s %s names %s", async (method, target, body, field) => {
  const answer = await ask(method, target, body === undefined ? {} : { body });
  expect(answer.status).toBe(400);
  expect(Object.keys(JSON.parse(answer.text).fields)).toContain(field);
});

it.each([
  ["quantity", '{"symbol":"BTC-USD","side":"BUY","type":"MARKET","quantity":0.5}', 400],
  ["twice", '{"symbol":"BTC-USD","symbol":"BTC-USD"}', 400],
  ["a list", "[]", 400],
  ["broken", "{", 400],
  ["too long", `{"symbol":"${"A".repeat(9_000)}"}`, 413],
  ["far too long", " ".repeat(3_000_000), 413],
])("refuses a JSON order that is %s", async (_name, body, status) => {
  const answer = await ask("POST", "/api/v3/order", { body, type: "application/json" });
  expect(answer.status).toBe(status);
});

it("refuses another media type, and a body where none belongs", async () => {
  expect((await ask("POST", "/api/v3/order", { body: form, type: "text/plain" })).status).toBe(415);
  expect((await ask("DELETE", "/api/v3/openOrders", { body: form })).status).toBe(400);
});

// Guarantee: a gate that renews its key is believed again at once, and an unreachable one is believed nothing new.
it("learns the gate's keys when it meets a new one, and asks no more than once a second", async () => {
  let kid = "a";
  let asked = 0;
  const server = createServer((_request, response) => {
    asked++;
    response.end(JSON.stringify(jwks(publicKey, kid)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const source = new GateKeySource(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
  expect([...(await source.keysFor("a", 0)).keys()]).toEqual(["a"]);
  kid = "b";
  expect([...(await source.keysFor("a", 100)).keys()]).toEqual(["a"]);
  expect(asked).toBe(1);
  const begunMs = performance.now();
  const both = await Promise.all([source.keysFor("b", 500), source.keysFor("c", 500)]);
  expect(both.map((keys) => [...keys.keys()])).toEqual([["b"], ["b"]]);
  expect(asked).toBe(2);
  expect(performance.now() - begunMs).toBeGreaterThan(450);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect([...(await source.keysFor("c", 9_000)).keys()]).toEqual(["b"]);
});
