import { createPublicKey, type JsonWebKey, randomBytes, verify } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { formatBearerToken } from "#lib/crypto/bearer-token.ts";
import { newKeyId } from "#lib/kernel/ids.ts";
import { command, keyPair, mustIssue } from "#lib/keys/testing.ts";
import { awaitGates } from "#lib/policy/confirm.ts";
import { type Credential, startTestGate, type TestGate, type TestUpstream, testUpstream } from "./testing.ts";

let upstream: TestUpstream;
let gate: TestGate;
let bearer: Credential;
let ed25519: Credential;
let hmac: Credential;

const configuration = (url: string) => `
apiVersion: keywarden/v1
upstreams:
  - name: exchange
    kind: http
    url: ${url}/base
    match: { pathPrefix: /exchange }
    routes:
      - { method: GET, path: /account, scope: "account:read" }
      - { method: GET, path: /orders, scope: "trade:read" }
      - { method: POST, path: /orders, scope: "trade:write" }
      - { method: DELETE, path: "/orders/{id}", scope: "trade:cancel" }
      - { method: GET, path: /time, scope: null }
strangers: { failures: 100000, windowSec: 60 }
limits:
  - { name: default, per: key, quota: 60000, windowSec: 60, burst: 6000 }
`;

beforeAll(async () => {
  upstream = await testUpstream();
  gate = await startTestGate(configuration(upstream.url));
  const orgId = gate.venue.halcyonId;
  const token = await mustIssue(command, { orgId, kind: "bearer", scopes: ["account:read"] });
  bearer = { token: token.secret ?? "" };
  const pair = keyPair();
  const scopes = ["account:read", "trade:write", "trade:cancel"];
  const signed = await mustIssue(command, { orgId, kind: "ed25519", publicKey: pair.pem, scopes });
  ed25519 = { keyId: signed.keyId, key: { algorithm: "ed25519", privateKey: pair.privateKey } };
  const shared = await mustIssue(command, { orgId, kind: "hmac", scopes });
  hmac = { keyId: shared.keyId, key: { algorithm: "hmac-sha256", secret: shared.secret ?? "" } };
  const confirmed = await awaitGates(command, shared.policyVersion);
  expect(confirmed).toEqual({ confirmed: 1, total: 1 });
});
afterAll(async () => {
  await gate?.end();
  await upstream?.close();
});
beforeEach(() => {
  upstream.received.length = 0;
  upstream.answer = (_, res) => res.writeHead(200, { "Content-Type": "application/json" }).end('{"ok":true}');
});

// Guarantee: every kind of credential gets a request through, and the upstream learns from whom it comes.
it.each([
  ["bearer", () => bearer],
  ["hmac", () => hmac],
  ["ed25519", () => ed25519],
])("lets a %s key through", async (_, as) => {
  const answer = await gate.ask({ path: "/exchange/account?x=%2F1", as: as() });
  expect(answer).toMatchObject({ status: 200, json: { ok: true } });
  expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  expect(answer.headers["ratelimit-policy"]).toBe('"default";q=60000;w=60');
  expect(upstream.received).toMatchObject([{ method: "GET", url: "/base/account?x=%2F1" }]);
});

// Guarantee: an upstream learns who was let through, can check it, and never sees the credential.
it("tells the upstream who asks, in a way it can check", async () => {
  const jwks = (await (await fetch(`${gate.internal}/.well-known/keywarden-jwks.json`)).json()) as {
    keys: JsonWebKey[];
  };
  const publicKey = createPublicKey({ key: jwks.keys[0] as JsonWebKey, format: "jwk" });
  const headers = { "X-Keywarden-Key": "k_forged", x_keywarden_org: "forged", "X-Kept": "1" };
  const body = '{"symbol":"BTC-USD"}';
  const read = await gate.ask({ path: "/exchange/account", as: bearer, headers });
  const trade = await gate.ask({ method: "POST", path: "/exchange/orders?a=1", as: ed25519, headers, body });
  expect([read.status, trade.status]).toEqual([200, 200]);
  const keyIds = [
    "token" in bearer ? bearer.token.slice(8, 26) : "",
    "keyId" in ed25519 ? ed25519.keyId : "",
  ];
  for (const [i, request] of upstream.received.entries()) {
    const all = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
    expect(all).toMatchObject({
      "x-keywarden-key": keyIds[i],
      "x-keywarden-org": gate.venue.halcyonId,
      "x-keywarden-request-id": (i === 0 ? read : trade).headers["x-request-id"],
      "x-forwarded-for": "127.0.0.1",
      "x-kept": "1",
      host: new URL(upstream.url).host,
    });
    for (const gone of ["authorization", "signature", "signature-input", "x_keywarden_org"]) {
      expect(all[gone]).toBeUndefined();
    }
    const [head = "", claims = "", signature = ""] = (all["x-keywarden-assertion"] ?? "").split(".");
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify(null, signed, publicKey, Buffer.from(signature, "base64url"))).toBe(true);
    const said = JSON.parse(Buffer.from(claims, "base64url").toString());
    expect(said).toMatchObject({
      iss: "keywarden",
      aud: "exchange",
      key: keyIds[i],
      org: gate.venue.halcyonId,
    });
    if (i === 1) {
      expect(said).toMatchObject({
        jti: trade.headers["x-request-id"],
        method: "POST",
        path: "/base/orders?a=1",
      });
      expect(all["x-keywarden-scopes"]).toBe("account:read trade:cancel trade:write");
      expect(all["content-digest"]).toBeDefined();
      expect(request.body).toBe(body);
    }
  }
});

// Guarantee: a public route knows nobody, and passes no credential on.
it("serves public routes without a credential, and without passing one on", async () => {
  const answer = await gate.ask({ path: "/exchange/time", as: bearer });
  expect(answer.status).toBe(200);
  const names = upstream.received[0]?.headers.map(([name]) => name.toLowerCase());
  expect(names).toContain("x-keywarden-request-id");
  for (const gone of ["authorization", "x-keywarden-key", "x-keywarden-assertion"])
    expect(names).not.toContain(gone);
});

// Guarantee: refusals are problem+json with their code in a header, and reach no upstream.
it("answers each refusal with its status, code and problem", async () => {
  const wrong = { token: `${"token" in bearer ? bearer.token.slice(0, 30) : ""}${"0".repeat(46)}` };
  const strange = { keyId: "k_0123456789ABCDEF", key: { algorithm: "hmac-sha256", secret: "x" } } as const;
  const now = Math.floor(Date.now() / 1000);
  const cases: [number, string, Parameters<TestGate["ask"]>[0], object?][] = [
    [404, "route_unknown", { path: "/nowhere" }],
    [404, "route_unknown", { path: "/exchange/nowhere", as: bearer }],
    [405, "method_unknown", { path: "/exchange/account", method: "DELETE" }],
    [401, "invalid_credentials", { path: "/exchange/account" }],
    [401, "invalid_credentials", { path: "/exchange/account", as: wrong }],
    [401, "invalid_credentials", { path: "/exchange/account", as: strange }],
    [403, "scope_missing", { path: "/exchange/orders", as: bearer }, { required: "trade:read" }],
    [403, "scope_missing", { path: "/exchange/orders", as: hmac }, { required: "trade:read" }],
    [
      400,
      "timestamp_skew",
      { path: "/exchange/account", as: hmac, createdSec: now - 10 },
      { serverTime: expect.any(String) },
    ],
    [400, "timestamp_skew", { path: "/exchange/account", as: strange, createdSec: now + 10 }],
    [400, "timestamp_skew", { path: "/exchange/account", as: hmac, expiresSec: now - 1 }],
    [
      413,
      "body_too_large",
      { path: "/exchange/orders", method: "POST", as: hmac, body: "a".repeat(1_048_577) },
    ],
  ];
  for (const [status, code, what, more] of cases) {
    const answer = await gate.ask(what);
    expect(answer.json, code).toMatchObject({
      type: `/problems/${code}`,
      title: expect.any(String),
      status,
      code,
      detail: expect.any(String),
      requestId: answer.headers["x-request-id"],
      ...more,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      "content-type": "application/problem+json",
      "x-keywarden-code": code,
    });
  }
  const wrongMethod = await gate.ask({ path: "/exchange/orders", method: "PUT" });
  expect(wrongMethod.headers.allow).toBe("GET, POST");
  expect(upstream.received).toEqual([]);
});

// Guarantee: whoever proved nothing gets one and the same answer, whatever they tried.
it("gives strangers one answer", async () => {
  const tokenOf = (credential: Credential) => ("token" in credential ? credential.token : "");
  const asHmac = (secret: string, keyId = "keyId" in hmac ? hmac.keyId : "") =>
    ({ keyId, key: { algorithm: "hmac-sha256", secret } }) as const;
  const tries: Parameters<TestGate["ask"]>[0][] = [
    { path: "/exchange/account" },
    { path: "/exchange/account", headers: { Authorization: "Bearer nonsense" } },
    { path: "/exchange/account", as: { token: formatBearerToken("live", newKeyId(), randomBytes(32)) } },
    {
      path: "/exchange/account",
      as: { token: formatBearerToken("live", tokenOf(bearer).slice(8, 26), randomBytes(32)) },
    },
    { path: "/exchange/account", as: asHmac("wrong") },
    { path: "/exchange/account", as: asHmac("wrong", newKeyId()) },
    {
      path: "/exchange/account",
      as: { keyId: asHmac("").keyId, key: { algorithm: "ed25519", privateKey: keyPair().privateKey } },
    },
  ];
  const answers = await Promise.all(tries.map((what) => gate.ask(what)));
  const said = new Set(
    answers.map(({ status, json, headers }) => {
      const { requestId, ...rest } = json;
      expect(requestId).toBe(headers["x-request-id"]);
      return JSON.stringify([status, rest, Object.keys(headers).sort(), headers["x-keywarden-code"]]);
    }),
  );
  expect(said.size).toBe(1);
});

// Guarantee: an answer streams through as the upstream gave it, less what is between gate and upstream.
it("streams answers through", async () => {
  upstream.answer = (_, res) => {
    res.writeHead(418, [
      "Content-Type",
      "text/x",
      "Set-Cookie",
      "a=1",
      "Set-Cookie",
      "b=2",
      "X-Keywarden-Code",
      "forged",
      "X-Request-Id",
      "forged",
      "Keep-Alive",
      "timeout=9",
    ]);
    res.write("first ");
    setTimeout(() => res.end("second"), 50);
  };
  const answer = await gate.ask({ path: "/exchange/account", as: bearer });
  expect(answer).toMatchObject({ status: 418, text: "first second" });
  expect(answer.headers).toMatchObject({ "content-type": "text/x", "set-cookie": ["a=1", "b=2"] });
  expect(answer.headers["x-keywarden-code"]).toBeUndefined();
  expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
});

// Guarantee: a large answer to a slow reader is held back, not gathered in memory, and arrives whole.
it("keeps pace with slow readers", async () => {
  const size = 20_000_000;
  upstream.answer = (_, res) => res.writeHead(200, { "Content-Length": size }).end(Buffer.alloc(size, "a"));
  const before = process.memoryUsage().arrayBuffers;
  const text = await gate.ask({ path: "/exchange/account", as: bearer });
  expect(text.text.length).toBe(size);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * size);
});

// Guarantee: an upstream that fails or hangs is answered for, with what is known of the request.
it("answers for an upstream that breaks off", async () => {
  upstream.answer = (req) => req.socket.destroy();
  const failed = await gate.ask({ path: "/exchange/account", as: bearer });
  expect(failed).toMatchObject({ status: 502, json: { code: "upstream_failed", sent: true } });
  upstream.answer = (_, res) => {
    res.writeHead(200, { "Content-Length": "10" }).write("half");
    setTimeout(() => res.socket?.destroy(), 20);
  };
  await expect(gate.ask({ path: "/exchange/account", as: bearer })).rejects.toThrow();
});
