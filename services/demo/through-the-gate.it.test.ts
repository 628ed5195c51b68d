import { createPrivateKey } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "#lib/kernel/clock.ts";
import { type Credential, freePort, startTestGate, type TestGate } from "#services/gateway/testing.ts";
import { type RunningChain, startChain } from "./chain.ts";
import { demoConfiguration } from "./configuration.ts";
import { type RunningExchange, startExchange } from "./exchange.ts";
import { GateKeySource } from "./gate-keys.ts";
import type { HandedOutKey } from "./handed-out-keys.ts";
import { institutions, keyPlans } from "./institutions.ts";
import { makeThePast } from "./past-acts.ts";
import { seededRandom } from "./random.ts";

let gate: TestGate;
let exchange: RunningExchange;
let chain: RunningChain;
let keys: readonly HandedOutKey[];

beforeAll(async () => {
  const started = await startChain({ port: 0 });
  if (!started.ok) throw new Error(started.detail);
  chain = started.value;
  const port = await freePort();
  gate = await startTestGate(demoConfiguration({ exchange: port, chain: chain.port }));
  const source = new GateKeySource(`${gate.internal}/.well-known/keywarden-jwks.json`);
  exchange = await startExchange({ port, keys: source, seed: 1, clock: systemClock });
  const handedOut = keyPlans.filter((plan) => plan.handedOut);
  keys = (await makeThePast(institutions, handedOut, Date.now(), seededRandom(1))).handedOut;
});
afterAll(async () => {
  await exchange?.stop();
  await gate?.end();
  await chain?.stop();
});

function credentialOf(name: string): Credential {
  const found = keys.find((key) => key.name === name);
  if (!found) throw new Error(`no key ${name} is handed out`);
  const { keyId, kind, secret } = found;
  if (kind === "bearer") return { token: secret };
  if (kind === "hmac") return { keyId, key: { algorithm: "hmac-sha256", secret } };
  return { keyId, key: { algorithm: "ed25519", privateKey: createPrivateKey(secret) } };
}

// Guarantee: the upstream answers what the gate let through, for the organization that the gate proved.
it("takes an order signed with a handed-out key through gate and exchange", async () => {
  const as = credentialOf("algo-lab-1");
  const body = JSON.stringify({
    symbol: "BTC-USD",
    side: "BUY",
    type: "LIMIT",
    quantity: "0.01",
    price: "50000",
  });
  const headers = { "Content-Type": "application/json" };
  const placed = await gate.ask({ method: "POST", path: "/exchange/api/v3/order", headers, body, as });
  expect([placed.status, placed.json.status]).toEqual([200, "NEW"]);
  const open = await gate.ask({ path: "/exchange/api/v3/openOrders?symbol=BTC-USD", as });
  expect(open.json).toMatchObject([{ orderId: placed.json.orderId }]);
  const target = `/exchange/api/v3/order?symbol=BTC-USD&orderId=${placed.json.orderId}`;
  const cancelled = await gate.ask({ method: "DELETE", path: target, as });
  expect([cancelled.status, cancelled.json.status]).toEqual([200, "CANCELED"]);
});

// Guarantee: each kind of credential works, and each refusal that the guide shows is what comes.
it("answers HMAC and bearer keys, and refuses a foreign network", async () => {
  const account = { path: "/exchange/api/v3/account" };
  expect((await gate.ask({ ...account, as: credentialOf("risk-feed") })).status).toBe(200);
  const depth = { path: "/exchange/api/v3/depth?symbol=ETH-USD", as: credentialOf("md-recorder-3") };
  expect((await gate.ask(depth)).json.bids.length).toBeGreaterThan(0);
  const foreign = await gate.ask({ ...account, as: credentialOf("mm-prod-eu-2") });
  expect([foreign.status, foreign.json.code]).toEqual([403, "ip_denied"]);
  const bearer = await gate.ask({ ...account, as: credentialOf("md-recorder-3") });
  expect([bearer.status, bearer.json.required]).toEqual([403, "account:read"]);
  expect((await gate.ask({ path: "/exchange/api/v3/time" })).status).toBe(200);
});

// Guarantee: the chain's id comes through for chain:read, and a broadcast does not.
it("reads the chain and cannot write to it", async () => {
  const as = credentialOf("settle-watch-eth");
  const call = (...methods: string[]) => {
    const each = methods.map((method, i) => ({ jsonrpc: "2.0", id: i, method, params: [] }));
    const body = JSON.stringify(each.length === 1 ? each[0] : each);
    const headers = { "Content-Type": "application/json" };
    return gate.ask({ method: "POST", path: "/ethereum", headers, body, as });
  };
  expect((await call("eth_chainId")).json.result).toBe("0x7a69");
  for (const methods of [["eth_sendRawTransaction"], ["eth_chainId", "eth_sendRawTransaction"]]) {
    const refused = await call(...methods);
    expect([refused.status, refused.json.code]).toEqual([403, "scope_missing"]);
  }
});

// Guarantee: past the gate there is no way in: the exchange believes no header that the gate did not sign.
it("refuses what comes past the gate", async () => {
  const answer = await fetch(`http://127.0.0.1:${exchange.port}/api/v3/account`, {
    headers: { "X-Keywarden-Org": "0193f2a0-0000-7000-8000-000000000001", "X-Keywarden-Key": "k_0" },
  });
  expect(answer.status).toBe(401);
});

// Guarantee: a gate that was restarted signs with another key, and the exchange believes it at once.
it("goes on after a restart of the gate", async () => {
  await gate.restart();
  const account = { path: "/exchange/api/v3/account", as: credentialOf("risk-feed") };
  const createdSec = Math.floor(Date.now() / 1000) + 1;
  expect((await gate.ask({ ...account, createdSec })).status).toBe(200);
});
