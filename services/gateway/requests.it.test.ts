import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
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
