import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { command, mustIssue } from "#lib/keys/testing.ts";
import { awaitGates } from "#lib/policy/confirm.ts";
import {
  type Ask,
  type Credential,
  startTestGate,
  type TestGate,
  type TestUpstream,
  testUpstream,
} from "./testing.ts";

/* How a gate begins and ends, and what it writes down. */

let upstream: TestUpstream;
let gate: TestGate;
let keyId: string;
let hmac: Credential;

beforeAll(async () => {
  upstream = await testUpstream();
  gate = await startTestGate(
    `
apiVersion: keywarden/v1
upstreams:
  - name: exchange
    kind: http
    url: ${upstream.url}
    match: { pathPrefix: /exchange }
    windowMs: 20000
    routes:
      - { method: GET, path: /account, scope: "account:read" }
      - { method: GET, path: /orders, scope: "trade:read" }
`,
    { times: { connectMs: 300, headersMs: 700, bodyMs: 700 } },
  );
  const key = await mustIssue(command, {
    orgId: gate.venue.halcyonId,
    kind: "hmac",
    scopes: ["account:read"],
  });
  keyId = key.keyId;
  hmac = { keyId, key: { algorithm: "hmac-sha256", secret: key.secret ?? "" } };
  await awaitGates(command, key.policyVersion);
});
afterAll(async () => {
  await gate?.end();
  await upstream?.close();
});
beforeEach(() => {
  upstream.received.length = 0;
  upstream.answer = (_, res) => res.writeHead(200, { "Content-Type": "application/json" }).end('{"ok":true}');
});

const account = (more: Partial<Ask> = {}): Ask => ({ path: "/exchange/account", as: hmac, ...more });
const sql = <Row extends Record<string, unknown>>(text: string) =>
  gate.venue.db.query<Row>("superuser", text);

// Guarantee: an orderly stop lets requests end, refuses new ones, and leaves nothing uncounted.
it("finishes what is under way, and counts it", async () => {
  upstream.answer = (_, res) => {
    res.writeHead(200);
    res.write("a");
    setTimeout(() => res.end("b"), 300);
  };
  const slow = gate.ask(account());
  await expect.poll(() => upstream.received.length).toBe(1);
  const refused = await gate.ask({ path: "/exchange/orders", as: hmac });
  expect(refused.status).toBe(403);
  await gate.restart();
  expect(await slow).toMatchObject({ status: 200, text: "ab" });
  const counts = await sql(
    "select key_id, route, outcome, count::int as count from traffic_minutes order by outcome",
  );
  expect(counts).toEqual([
    { key_id: keyId, route: "GET /account", outcome: "allowed", count: 1 },
    { key_id: keyId, route: "GET /orders", outcome: "scope_missing", count: 1 },
  ]);
  const denied = await sql("select id::text, key_id, code, path, ip, detail from denied_requests");
  expect(denied).toEqual([
    {
      id: refused.headers["x-request-id"],
      key_id: keyId,
      code: "scope_missing",
      path: "/exchange/orders",
      ip: "127.0.0.1",
      detail: { required: "trade:read" },
    },
  ]);
  const gates = await sql<{ stopped: boolean }>(
    "select stopped_at is not null as stopped from gates order by started_at",
  );
  expect(gates.map(({ stopped }) => stopped)).toEqual([true, false]);
  const events = await sql<{ action: string }>(
    "select action from audit_outbox where action like 'gate.%' order by occurred_at",
  );
  expect(events.map(({ action }) => action)).toEqual(["gate.started", "gate.stopped", "gate.started"]);
});

// Guarantee: a nonce stays used across an orderly restart.
it("hands its nonces over", async () => {
  const nonce = randomUUID();
  const createdSec = Math.floor(Date.now() / 1000);
  expect((await gate.ask(account({ nonce, createdSec }))).status).toBe(200);
  await gate.restart();
  expect(existsSync(join(gate.dataDir, "gateway-nonces.json"))).toBe(false);
  expect(await gate.ask(account({ nonce, createdSec }))).toMatchObject({
    status: 401,
    json: { code: "nonce_replayed" },
  });
  expect((await gate.ask(account({ createdSec }))).status).toBe(200);
});

// Guarantee: after a crash, what the lost memory may have known is refused, and what is new passes.
it("refuses what it may have forgotten after a crash", async () => {
  const createdSec = Math.floor(Date.now() / 1000);
  const nonce = randomUUID();
  expect((await gate.ask(account({ nonce, createdSec }))).status).toBe(200);
  await gate.restart({ crash: true });
  expect(await gate.ask(account({ nonce, createdSec }))).toMatchObject({
    status: 400,
    json: { code: "timestamp_skew" },
  });
  expect(await gate.ask(account({ createdSec }))).toMatchObject({ status: 400 });
  await sleep(2_000);
  expect((await gate.ask(account())).status).toBe(200);
});

// Guarantee: an upstream that can't be reached or doesn't answer is told apart, and whether it got the request.
it("says whether a request was sent", async () => {
  upstream.answer = () => {};
  const silent = await gate.ask(account());
  expect(silent).toMatchObject({ status: 504, json: { code: "upstream_timeout", sent: true } });
  expect(silent.headers.ratelimit).toBeDefined();
  await upstream.close();
  const gone = await gate.ask(account());
  expect(gone).toMatchObject({ status: 502, json: { code: "upstream_failed", sent: false } });
});

// Guarantee: operators see that the gate lives, that it may take traffic, and what it did.
it("tells how it is", async () => {
  const ask = (path: string) => fetch(`${gate.internal}${path}`);
  expect(await (await ask("/healthz")).json()).toEqual({ ok: true });
  const ready = await (await ask("/readyz")).json();
  expect(ready).toMatchObject({ ready: true, reasons: [], keys: 1, policyVersion: expect.any(Number) });
  const metrics = await (await ask("/metrics")).text();
  expect(metrics).toMatch(
    /keywarden_gate_requests_total\{upstream="exchange",route="GET \/account",outcome="allowed"\} \d/,
  );
  expect(metrics).toContain('keywarden_gate_request_duration_seconds_count{upstream="exchange"}');
  expect(metrics).toContain("process_cpu_seconds_total");
  expect((await ask("/nothing")).status).toBe(404);
});
