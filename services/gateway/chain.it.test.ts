import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { command, keyPair, mustIssue } from "#lib/keys/testing.ts";
import { awaitGates } from "#lib/policy/confirm.ts";
import {
  type Credential,
  freePort,
  startTestGate,
  type TestGate,
  type TestUpstream,
  testUpstream,
} from "./testing.ts";

/* A real blockchain node behind the gate, and beside it an upstream that shows what is forwarded. */

let node: ChildProcess;
let shadow: TestUpstream;
let gate: TestGate;
let reader: Credential;
let token: Credential;

beforeAll(async () => {
  const port = await freePort();
  const anvil = createRequire(import.meta.url).resolve("@foundry-rs/anvil-linux-amd64/bin/anvil");
  node = spawn(anvil, ["--port", String(port), "--chain-id", "31338", "--silent"], { stdio: "ignore" });
  shadow = await testUpstream();
  const methods = `
    methods:
      - { method: "eth_get*", scope: "chain:read" }
      - { method: eth_chainId, scope: "chain:read" }
      - { method: eth_blockNumber, scope: "chain:read", cost: 50 }
      - { method: eth_sendRawTransaction, scope: "chain:broadcast", cost: 10 }`;
  gate = await startTestGate(`
apiVersion: keywarden/v1
upstreams:
  - name: ethereum
    kind: jsonrpc
    url: http://127.0.0.1:${port}
    match: { pathPrefix: /ethereum }${methods}
  - name: shadow
    kind: jsonrpc
    url: ${shadow.url}/rpc
    match: { pathPrefix: /shadow }${methods}
strangers: { failures: 100000, windowSec: 60 }
`);
  const orgId = gate.venue.halcyonId;
  const pair = keyPair();
  const signed = await mustIssue(command, { orgId, publicKey: pair.pem, scopes: ["chain:read"] });
  reader = { keyId: signed.keyId, key: { algorithm: "ed25519", privateKey: pair.privateKey } };
  const bearer = await mustIssue(command, { orgId, kind: "bearer", scopes: ["chain:read"] });
  token = { token: bearer.secret ?? "" };
  await awaitGates(command, bearer.policyVersion);
  for (let i = 0; i < 100; i++) {
    if (await fetch(`http://127.0.0.1:${port}`, { method: "POST" }).catch(() => null)) break;
    await sleep(50);
  }
});
afterAll(async () => {
  await gate?.end();
  await shadow?.close();
  node?.kill("SIGKILL");
});

const rpc = (
  body: unknown,
  path = "/ethereum",
  as: Credential | undefined = reader,
  type = "application/json",
) =>
  gate.ask({
    method: "POST",
    path,
    headers: { "Content-Type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...(as ? { as } : {}),
  });
const call = (method: string, params: unknown[] = [], id = 1) => ({ jsonrpc: "2.0", id, method, params });

// Guarantee: a key with chain:read gets the node's own answer, alone and in a batch.
it("passes reads on to the node", async () => {
  expect(await rpc(call("eth_chainId"))).toMatchObject({ status: 200, json: { id: 1, result: "0x7a6a" } });
  expect(await rpc(call("eth_chainId"), "/ethereum", token)).toMatchObject({
    status: 200,
    json: { result: "0x7a6a" },
  });
  const batch = await rpc([call("eth_chainId", [], 7), call("eth_getBlockByNumber", ["0x0", false], 8)]);
  expect(batch.status).toBe(200);
  expect(batch.json).toMatchObject([
    { id: 7, result: "0x7a6a" },
    { id: 8, result: { number: "0x0" } },
  ]);
});

// Guarantee: what moves money is refused without its scope, alone and anywhere inside a batch, and reaches no node.
it("refuses a broadcast without its scope, alone and inside a batch", async () => {
  const broadcast = call("eth_sendRawTransaction", ["0x00"]);
  const bodies = [
    broadcast,
    [broadcast],
    [call("eth_chainId"), broadcast],
    [broadcast, call("eth_chainId")],
    [call("eth_chainId"), call("eth_getBalance", ["0x0", "latest"]), broadcast],
  ];
  for (const body of bodies) {
    for (const as of [reader, token]) {
      const answer = await rpc(body, "/shadow", as);
      expect(answer).toMatchObject({
        status: 403,
        json: { code: "scope_missing", required: "chain:broadcast" },
      });
    }
  }
  expect(shadow.received).toEqual([]);
});

// Guarantee: what is forwarded is what was judged, written anew, without the digest of something else.
it("forwards what it judged", async () => {
  const odd = '{ "id":1, "method" : "\\u0065th_chainId","jsonrpc":"2.0" }\n';
  expect((await rpc(odd, "/shadow")).status).toBe(200);
  const [request] = shadow.received.splice(0);
  expect(request).toMatchObject({
    method: "POST",
    url: "/rpc",
    body: '{"id":1,"method":"eth_chainId","jsonrpc":"2.0"}',
  });
  const names = request?.headers.map(([name]) => name.toLowerCase()) ?? [];
  expect(names).not.toContain("content-digest");
  expect(names.filter((name) => name === "content-type" || name === "content-length")).toHaveLength(2);
});

// Guarantee: bodies that could be read differently elsewhere, and calls that no rule names, reach no node.
it.each([
  [400, "body_invalid", '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","Method":"eth_sendRawTransaction"}'],
  [400, "body_invalid", '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","method":"eth_sendRawTransaction"}'],
  [400, "body_invalid", '[[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}]]'],
  [400, "body_invalid", '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","extra":true}'],
  [400, "body_invalid", '{"jsonrpc":"2.0","id":12345678901234567890,"method":"eth_chainId"}'],
  [400, "body_invalid", "[]"],
  [400, "body_invalid", "\ufeff{}"],
  [400, "body_invalid", ""],
  [405, "method_unknown", '{"jsonrpc":"2.0","id":1,"method":"admin_peers"}'],
  [
    405,
    "method_unknown",
    '[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},{"jsonrpc":"2.0","id":2,"method":"debug_x"}]',
  ],
])("answers %i %s", async (status, code, body) => {
  expect(await rpc(body, "/shadow")).toMatchObject({ status, json: { code } });
  expect(shadow.received).toEqual([]);
});

// Guarantee: a JSON-RPC upstream takes POST of JSON on its very prefix.
it("takes POST of JSON on the prefix alone", async () => {
  const body = call("eth_chainId");
  expect(await rpc(body, "/shadow", reader, "text/plain")).toMatchObject({ status: 415 });
  expect(await rpc(body, "/shadow/more")).toMatchObject({ status: 404 });
  const get = await gate.ask({ path: "/shadow", as: reader });
  expect(get).toMatchObject({ status: 405, headers: { allow: "POST" } });
  expect(shadow.received).toEqual([]);
});

// Guarantee: a batch costs what its calls cost together, and one that costs more than a burst says so.
it("adds up what a batch costs", async () => {
  const dear = Array.from({ length: 3 }, (_, i) => call("eth_blockNumber", [], i));
  const answer = await rpc(dear, "/shadow", token);
  expect(answer).toMatchObject({
    status: 429,
    json: { code: "rate_limited", violatedPolicies: ["default"] },
  });
  expect(answer.json.detail).toContain("smaller batches");
  const two = await rpc(dear.slice(0, 2), "/shadow", token);
  expect(two.status).toBe(200);
  expect(two.headers.ratelimit).toMatch(/^"default";r=(1\d|20);t=/);
  const third = await rpc(dear.slice(0, 1), "/shadow", token);
  expect(third).toMatchObject({ status: 429, headers: { "retry-after": "2" } });
});
