import { createHash, randomUUID } from "node:crypto";
import { createSigner, httpbis } from "http-message-signatures";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { command, keyPair, mustIssue } from "#lib/keys/testing.ts";
import { awaitGates } from "#lib/policy/confirm.ts";
import { startTestGate, type TestGate, type TestUpstream, testUpstream } from "./testing.ts";

/* Signed by a library that was not written here. */

let upstream: TestUpstream;
let gate: TestGate;
type Signing = ReturnType<typeof createSigner>;
const signers: Record<string, Signing> = {};

beforeAll(async () => {
  upstream = await testUpstream();
  gate = await startTestGate(`
apiVersion: keywarden/v1
upstreams:
  - name: exchange
    kind: http
    url: ${upstream.url}
    match: { pathPrefix: /exchange }
    routes:
      - { method: GET, path: /account, scope: "account:read" }
      - { method: GET, path: /account/other, scope: "account:read" }
      - { method: POST, path: /order, scope: "trade:write" }
      - { method: PUT, path: /order, scope: "trade:write" }
strangers: { failures: 100000, windowSec: 60 }
limits:
  - { name: default, per: key, quota: 60000, windowSec: 60, burst: 6000 }
`);
  const orgId = gate.venue.halcyonId;
  const scopes = ["account:read", "trade:write"];
  const pair = keyPair();
  const ed25519 = await mustIssue(command, { orgId, publicKey: pair.pem, scopes });
  const hmac = await mustIssue(command, { orgId, kind: "hmac", scopes });
  signers.ed25519 = createSigner(pair.privateKey, "ed25519", ed25519.keyId);
  signers.hmac = createSigner(hmac.secret ?? "", "hmac-sha256", hmac.keyId);
  await awaitGates(command, hmac.policyVersion);
});
afterAll(async () => {
  await gate?.end();
  await upstream?.close();
});
beforeEach(() => {
  upstream.received.length = 0;
});

const kinds = ["ed25519", "hmac"];
const WHOLE = ["@method", "@authority", "@path", "@query"];

type Draft = { method: string; path: string; headers: Record<string, string>; body?: string };

async function sign(
  kind: string,
  draft: Draft,
  o: { fields?: string[]; params?: string[]; values?: object; name?: string; url?: string } = {},
): Promise<Draft> {
  const signed = await httpbis.signMessage(
    {
      key: signers[kind] as Signing,
      ...(o.name === undefined ? {} : { name: o.name }),
      fields: o.fields ?? ["@method", "@target-uri", ...(draft.body === undefined ? [] : ["content-digest"])],
      params: o.params ?? ["created", "nonce", "keyid", "alg"],
      paramValues: { created: new Date(), nonce: randomUUID(), ...o.values },
    },
    { method: draft.method, url: o.url ?? `${gate.origin}${draft.path}`, headers: draft.headers },
  );
  return { ...draft, headers: signed.headers as Record<string, string> };
}

const digestOf = (body: string, algorithm = "sha-256") =>
  `${algorithm}=:${createHash(algorithm.replace("-", "")).update(body).digest("base64")}:`;
const get = (): Draft => ({
  method: "GET",
  path: "/exchange/account?symbol=BTC-USD",
  headers: { "x-note": "1" },
});
const post = (): Draft => {
  const body = '{"symbol":"BTC-USD","qty":1}';
  const headers = { "content-type": "application/json", "content-digest": digestOf(body) };
  return { method: "POST", path: "/exchange/order", headers, body };
};

async function codeOf(request: Draft): Promise<string> {
  const answer = await gate.ask(request);
  return answer.status === 200 ? "200" : `${answer.status} ${answer.json?.code}`;
}

// Guarantee: a request signed by an independent library passes, however it covers the target.
it.each(kinds)("lets through what http-message-signatures signed with %s", async (kind) => {
  expect(await codeOf(await sign(kind, get()))).toBe("200");
  expect(await codeOf(await sign(kind, get(), { fields: WHOLE, name: "any-label" }))).toBe("200");
  expect(await codeOf(await sign(kind, { ...get(), path: "/exchange/account" }, { fields: WHOLE }))).toBe(
    "200",
  );
  expect(await codeOf(await sign(kind, post()))).toBe("200");
  const sha512 = { ...post(), headers: { "content-digest": digestOf(post().body ?? "", "sha-512") } };
  expect(await codeOf(await sign(kind, sha512, { fields: [...WHOLE, "content-digest"] }))).toBe("200");
  const tagged = {
    params: ["created", "expires", "nonce", "keyid", "alg", "tag"],
    values: { tag: "x", expires: new Date(Date.now() + 300_000) },
  };
  expect(
    await codeOf(await sign(kind, get(), { ...tagged, fields: ["@method", "@target-uri", "x-note"] })),
  ).toBe("200");
  expect(upstream.received).toHaveLength(6);
});

// Guarantee: with any covered byte changed, the request is refused and not forwarded.
it.each(kinds)("refuses every change to what %s covers", async (kind) => {
  const read = await sign(kind, get(), { fields: ["@method", "@target-uri", "x-note"] });
  const trade = await sign(kind, post());
  const params = read.headers["Signature-Input"] ?? "";
  const signature = read.headers.Signature ?? "";
  const with_ = (draft: Draft, change: Partial<Draft>, headers: Record<string, string> = {}): Draft => ({
    ...draft,
    ...change,
    headers: { ...draft.headers, ...headers },
  });
  const changed: Draft[] = [
    with_(read, { path: "/exchange/account?symbol=BTC-USd" }),
    with_(read, { path: "/exchange/account?symbol=BTC-USD&" }),
    with_(read, { path: "/exchange/account" }),
    with_(read, { path: "/exchange/account/other?symbol=BTC-USD" }),
    with_(read, {}, { "x-note": "2" }),
    with_(read, {}, { "Signature-Input": params.replace(/nonce="./, 'nonce="!') }),
    with_(read, {}, { "Signature-Input": params.replace('"x-note"', '"x-other"') }),
    with_(read, {}, { "Signature-Input": params.replace(' "x-note"', "") }),
    with_(read, {}, { "Signature-Input": params.replace(/created=(\d+)/, (_, at) => `created=${+at - 1}`) }),
    with_(read, {}, { "Signature-Input": `${params};tag="x"` }),
    with_(read, {}, { Signature: signature.replace(/:(.)/, (_, first) => `:${first === "A" ? "B" : "A"}`) }),
    with_(trade, { method: "PUT" }),
    with_(trade, { body: '{"symbol":"BTC-USD","qty":9}' }),
    with_(trade, { body: "" }),
    with_(
      trade,
      { body: '{"symbol":"BTC-USD","qty":9}' },
      { "content-digest": digestOf('{"symbol":"BTC-USD","qty":9}') },
    ),
  ];
  for (const [i, request] of changed.entries())
    expect([i, await codeOf(request)]).toEqual([i, "401 invalid_credentials"]);
  expect(upstream.received).toEqual([]);
  // Nothing of that used the nonce up: only what is proved whole does.
  expect(await codeOf(read)).toBe("200");
  expect(await codeOf(trade)).toBe("200");
});

// Guarantee: a request passes once.
it.each(kinds)("refuses a repeat of what %s signed", async (kind) => {
  const once = await sign(kind, get());
  expect(await codeOf(once)).toBe("200");
  expect(await codeOf(once)).toBe("401 nonce_replayed");
  const nonce = /nonce="([^"]+)"/.exec(once.headers["Signature-Input"] ?? "")?.[1] ?? "";
  expect(await codeOf(await sign(kind, get(), { values: { nonce } }))).toBe("401 nonce_replayed");
  const other = kind === "hmac" ? "ed25519" : "hmac";
  expect(await codeOf(await sign(other, get(), { values: { nonce } }))).toBe("200");
});

// Guarantee: what covers too little is refused as unproved, and what can't be read as malformed.
it("refuses what covers too little, and what is not well-formed", async () => {
  const nothing = { ...post(), headers: {} };
  const all = ["created", "nonce", "keyid", "alg"];
  const cases: [string, Draft][] = [
    ["401 invalid_credentials", await sign("hmac", get(), { fields: ["@method"] })],
    ["401 invalid_credentials", await sign("hmac", get(), { fields: ["@target-uri"] })],
    ["401 invalid_credentials", await sign("hmac", get(), { fields: ["@method", "@authority", "@path"] })],
    ["401 invalid_credentials", await sign("hmac", nothing, { fields: ["@method", "@target-uri"] })],
    ["401 invalid_credentials", await sign("hmac", post(), { fields: ["@method", "@target-uri"] })],
    ["401 invalid_credentials", await sign("hmac", get(), { params: ["created", "nonce", "alg"] })],
    ["401 invalid_credentials", await sign("hmac", get(), { values: { alg: "ed25519" } })],
    ["401 invalid_credentials", await sign("hmac", get(), { url: "https://evil.example/exchange/account" })],
    ["400 request_malformed", await sign("hmac", get(), { params: ["nonce", "keyid", "alg"] })],
    ["400 request_malformed", await sign("hmac", get(), { params: ["created", "keyid", "alg"] })],
    [
      "400 request_malformed",
      await sign("hmac", get(), { params: [...all, "other"], values: { other: "x" } }),
    ],
    [
      "400 request_malformed",
      { ...get(), headers: { ...get().headers, "Signature-Input": "sig=(", Signature: "sig=:YQ==:" } },
    ],
    [
      "400 request_malformed",
      {
        ...get(),
        headers: {
          "Signature-Input": 'a=();created=1;nonce="n";keyid="k", b=()',
          Signature: "a=:YQ==:, b=:YQ==:",
        },
      },
    ],
    [
      "400 request_malformed",
      await sign("hmac", { ...post(), headers: { "content-digest": "sha-256=nonsense" } }),
    ],
    [
      "401 invalid_credentials",
      await sign("hmac", { ...post(), headers: { "content-digest": "md5=:YQ==:" } }),
    ],
  ];
  for (const [i, [expected, request]] of cases.entries())
    expect([i, await codeOf(request)]).toEqual([i, expected]);
  expect(upstream.received).toEqual([]);
});

// Guarantee: the window is judged by what was signed: 5 s back, 1 s ahead, and no later than its own expiry.
it("holds signatures to their window", async () => {
  const at = (offsetSec: number) => ({ values: { created: new Date(Date.now() + offsetSec * 1000) } });
  expect(await codeOf(await sign("hmac", get(), at(-3)))).toBe("200");
  expect(await codeOf(await sign("hmac", get(), at(-7)))).toBe("400 timestamp_skew");
  expect(await codeOf(await sign("hmac", get(), at(3)))).toBe("400 timestamp_skew");
  const params = ["created", "expires", "nonce", "keyid", "alg"];
  const expired = { params, values: { expires: new Date(Date.now() - 2_000) } };
  expect(await codeOf(await sign("hmac", get(), expired))).toBe("400 timestamp_skew");
});
