import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import type { StatusChange } from "#lib/keys/contract.ts";
import { resumeKey } from "#lib/keys/resume.ts";
import { revokeKey } from "#lib/keys/revoke.ts";
import { rotateKey } from "#lib/keys/rotate.ts";
import { suspendKey } from "#lib/keys/suspend.ts";
import { command, mustIssue } from "#lib/keys/testing.ts";
import { awaitGates } from "#lib/policy/confirm.ts";
import { publishPolicyChange } from "#lib/policy/feed.ts";
import { type Credential, startTestGate, type TestGate, type TestUpstream, testUpstream } from "./testing.ts";

/* What the gate does with changes of policy, with limits, and without its database. */

let upstream: TestUpstream;
let gate: TestGate;
let orgId: string;

const configuration = (url: string, more = "") => `
apiVersion: keywarden/v1
upstreams:
  - name: exchange
    kind: http
    url: ${url}
    match: { pathPrefix: /exchange }
    routes:
      - { method: GET, path: /account, scope: "account:read" }
      - { method: POST, path: /order, scope: "trade:write" }
      - { method: DELETE, path: /order, scope: "trade:cancel" }
      - { method: GET, path: /time, scope: null }
${more}`;

beforeAll(async () => {
  upstream = await testUpstream();
  gate = await startTestGate(configuration(upstream.url), { staleAfterMs: 1_500, quiet: true });
  orgId = gate.venue.halcyonId;
});
afterAll(async () => {
  await gate?.end();
  await upstream?.close();
});
beforeEach(async () => {
  upstream.received.length = 0;
  await gate.apply(configuration(upstream.url));
});

async function bearer(more: object = {}): Promise<{ keyId: string; as: Credential }> {
  const key = await mustIssue(command, { orgId, kind: "bearer", scopes: ["account:read"], ...more });
  await confirmed(key.policyVersion);
  return { keyId: key.keyId, as: { token: key.secret ?? "" } };
}
async function hmac(scopes: string[]): Promise<Credential> {
  const key = await mustIssue(command, { orgId, kind: "hmac", scopes });
  await confirmed(key.policyVersion);
  return { keyId: key.keyId, key: { algorithm: "hmac-sha256", secret: key.secret ?? "" } };
}
async function confirmed(version: number): Promise<void> {
  expect(await awaitGates(command, version)).toEqual({ confirmed: 1, total: 1 });
}
const get = (as?: Credential, path = "/exchange/account") => gate.ask({ path, ...(as ? { as } : {}) });
const codeOf = async (answer: ReturnType<typeof get>) => {
  const { status, json } = await answer;
  return status === 200 ? "200" : `${status} ${json?.code}`;
};

// Guarantee: what was issued works when its act returns, and what was suspended or revoked no longer does.
it("follows a key's whole life", async () => {
  const { keyId, as } = await bearer();
  const act = async (run: typeof suspendKey | typeof resumeKey | typeof revokeKey) => {
    const begun = performance.now();
    const result = await withTx(command, (tx) => run(tx, command, { keyId, reason: "for a test" }));
    if (!result.ok) throw new Error(result.code);
    await confirmed((result.value as StatusChange).policyVersion);
    expect(performance.now() - begun).toBeLessThan(1_000);
  };
  expect(await codeOf(get(as))).toBe("200");
  await act(suspendKey);
  expect(await codeOf(get(as))).toBe("401 key_suspended");
  await act(resumeKey);
  expect(await codeOf(get(as))).toBe("200");
  await act(revokeKey);
  expect(await codeOf(get(as))).toBe("401 key_revoked");
  expect(upstream.received).toHaveLength(2);
});

// Guarantee: during a rotation both versions work, and after it the newer alone, without anybody telling the gate.
it("lets two versions live for as long as they overlap", async () => {
  const { keyId, as } = await bearer();
  const rotated = await withTx(command, (tx) =>
    rotateKey(tx, command, { keyId, overlap: 1_000, reason: "for a test" }),
  );
  if (!rotated.ok) throw new Error(rotated.code);
  await confirmed(rotated.value.policyVersion);
  const newer = { token: rotated.value.secret ?? "" };
  expect([await codeOf(get(as)), await codeOf(get(newer))]).toEqual(["200", "200"]);
  await sleep(1_100);
  expect([await codeOf(get(as)), await codeOf(get(newer))]).toEqual(["401 invalid_credentials", "200"]);
});

// Guarantee: an expiry needs nobody to announce it.
it("ends a key at its expiry", async () => {
  const { as } = await bearer({ expiresIn: "1s" });
  await sleep(1_000);
  expect(await codeOf(get(as))).toBe("401 key_expired");
});

// Guarantee: networks, ceilings, freezing and environments hold at the gate.
it("judges where from, how far, and whether at all", async () => {
  const outside = await bearer({ ips: ["198.51.100.0/24"] });
  expect(await codeOf(get(outside.as))).toBe("403 ip_denied");
  const inside = await bearer({ ips: ["127.0.0.0/8", "2001:db8::/32"] });
  expect(await codeOf(get(inside.as))).toBe("200");
  const test = await bearer({ env: "test" });
  expect(await codeOf(get(test.as))).toBe("403 environment_mismatch");
  const change = async (set: string) => {
    await gate.venue.db.query("superuser", `update organizations set ${set} where id = $1`, [orgId]);
    const subject = { subject: "organization", subjectId: orgId } as const;
    await confirmed(await withTx(command, (tx) => publishPolicyChange(tx, subject)));
  };
  await change("ceiling = '{market:read}'");
  expect(await codeOf(get(inside.as))).toBe("403 scope_missing");
  await change("ceiling = '{account:read,trade:write,trade:cancel}', frozen_at = now()");
  expect(await codeOf(get(inside.as))).toBe("403 organization_frozen");
  await change("frozen_at = null");
  expect(await codeOf(get(inside.as))).toBe("200");
});

// Guarantee: a configuration reaches the running gate; what it no longer names is refused.
it("puts configurations in force without a restart", async () => {
  const { as } = await bearer();
  await gate.apply(configuration(upstream.url).replace("path: /account", "path: /renamed"));
  expect(await codeOf(get(as))).toBe("404 route_unknown");
  expect(await codeOf(get(as, "/exchange/renamed"))).toBe("200");
  await gate.apply(configuration(upstream.url).replace("pathPrefix: /exchange", "host: api.venue.example"));
  const port = gate.authority.split(":")[1];
  const byHost = gate.raw(
    `GET /time HTTP/1.1\r\nHost: api.venue.example:${port}\r\nConnection: close\r\n\r\n`,
  );
  expect(await byHost).toMatch(/^HTTP\/1\.1 200 /);
  expect(await codeOf(get(as))).toBe("404 route_unknown");
});

// Guarantee: limits hold by key and by address, say which one was hit, and when to come back.
it("limits keys and addresses", async () => {
  const limits = `
limits:
  - { name: default, per: key, quota: 60, windowSec: 60, burst: 2 }
  - { name: addresses, per: ip, quota: 60, windowSec: 60, burst: 3 }
`;
  await gate.apply(configuration(upstream.url, limits));
  const [one, two] = [await bearer(), await bearer()];
  const first = await get(one.as);
  expect(first.headers).toMatchObject({
    "ratelimit-policy": '"default";q=60;w=60, "addresses";q=60;w=60',
    ratelimit: '"default";r=1;t=1, "addresses";r=2;t=1',
  });
  expect((await get(one.as)).status).toBe(200);
  const third = await get(one.as);
  expect(third).toMatchObject({ status: 429, json: { code: "rate_limited", violatedPolicies: ["default"] } });
  expect(third.headers).toMatchObject({
    "retry-after": "1",
    ratelimit: '"default";r=0;t=1, "addresses";r=1;t=2',
  });
  expect((await get(two.as)).status).toBe(200);
  expect(await get(undefined, "/exchange/time")).toMatchObject({
    status: 429,
    json: { violatedPolicies: ["addresses"] },
  });
  expect(upstream.received).toHaveLength(3);
});

// Guarantee: an organization's keys share its limit, and another organization's key from the same address has its own.
it("limits organizations, whichever of their keys asks", async () => {
  const limits = `
limits:
  - { name: default, per: key, quota: 60000, windowSec: 60, burst: 6000 }
  - { name: organizations, per: org, quota: 60, windowSec: 60, burst: 2 }
tiers:
  - { name: default, limits: [default, organizations] }
`;
  await gate.apply(configuration(upstream.url, limits));
  const [one, two] = [await bearer(), await bearer()];
  const other = await bearer({ orgId: gate.venue.meridianId });
  expect([await codeOf(get(one.as)), await codeOf(get(two.as))]).toEqual(["200", "200"]);
  expect(await get(one.as)).toMatchObject({ status: 429, json: { violatedPolicies: ["organizations"] } });
  expect(await codeOf(get(other.as))).toBe("200");
});

// Guarantee: strangers who keep failing are banned, and whoever proves a key never notices.
it("bans strangers, and never a proved key", async () => {
  const { as } = await bearer();
  await gate.apply(configuration(upstream.url, "strangers: { failures: 3, windowSec: 60 }"));
  for (let i = 0; i < 3; i++) expect(await codeOf(get())).toBe("401 invalid_credentials");
  const banned = await get();
  expect(banned).toMatchObject({ status: 429, json: { violatedPolicies: ["strangers"] } });
  expect(Number(banned.headers["retry-after"])).toBeGreaterThan(55);
  expect(await codeOf(get(as))).toBe("200");
  expect(await codeOf(get(undefined, "/exchange/time"))).toBe("200");
});

// Guarantee: without its database the gate goes on; what trades stops once policy is stale, and cancelling never does.
it("outlives its database", async () => {
  const { as } = await bearer();
  const trader = await hmac(["trade:write", "trade:cancel"]);
  const trade = (method: string) => codeOf(gate.ask({ method, path: "/exchange/order", as: trader }));
  expect([await trade("POST"), await trade("DELETE")]).toEqual(["200", "200"]);
  const admin = new pg.Client({ ...gate.venue.db.connection("superuser"), database: "postgres" });
  await admin.connect();
  const { name } = gate.venue.db;
  try {
    await admin.query(`alter database ${name} with allow_connections false`);
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
    expect([await codeOf(get(as)), await trade("POST")]).toEqual(["200", "200"]);
    await sleep(1_800);
    expect(await codeOf(get(as))).toBe("200");
    expect(await trade("POST")).toBe("503 stale_policy");
    expect(await trade("DELETE")).toBe("200");
    const ready = await fetch(`${gate.internal}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { ready: true, reasons: ["policy_stale"] },
    ]);
  } finally {
    await admin.query(`alter database ${name} with allow_connections true`);
    await admin.end();
  }
  await expect.poll(() => trade("POST"), { timeout: 5_000 }).toBe("200");
  const fresh = await bearer();
  expect(await codeOf(get(fresh.as))).toBe("200");
});
