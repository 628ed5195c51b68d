import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { applyConfiguration } from "#lib/policy/apply.ts";
import { keyKinds } from "./contract.ts";
import { kindRules } from "./rules.ts";
import { builtInScopes, riskOf, risks } from "./scopes.ts";
import { command, issue, keyPair, type TestVenue, testVenue } from "./testing.ts";

const DAY_MS = 86_400_000;

let t: TestVenue;
let admin: pg.Client;
beforeAll(async () => {
  t = await testVenue();
  admin = new pg.Client(t.db.connection("superuser"));
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await t.end();
});

const setCeiling = (ceiling: readonly string[]) =>
  admin.query("update organizations set ceiling = $1 where id = $2", [ceiling, t.halcyonId]);

// Guarantee: no input yields a key beyond the ceiling or the safety rules.
it("issues nothing beyond the ceiling and the rules, whatever is asked", async () => {
  const scope = fc.constantFrom(...builtInScopes.keys());
  const request = fc.record({
    ceiling: fc.uniqueArray(scope, { maxLength: 11 }),
    kind: fc.constantFrom(...keyKinds),
    scopes: fc.array(scope, { minLength: 1, maxLength: 5 }),
    ips: fc.option(fc.constant(["203.0.113.0/24"]), { nil: null }),
    expiresIn: fc.integer({ min: 1, max: 365 }).map((days) => `${days}d`),
    env: fc.constantFrom("live", "test"),
  });
  let [made, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(request, async ({ ceiling, ...asked }) => {
      await setCeiling(ceiling);
      const publicKey = kindRules[asked.kind].publicKey ? { publicKey: keyPair().pem } : {};
      const at = new Date();
      const result = await issue(command, { orgId: t.halcyonId, ...asked, ...publicKey }, at);
      if (!result.ok) {
        refused += 1;
        return;
      }
      made += 1;
      const { rows } = await admin.query("select * from api_keys where id = $1", [result.value.keyId]);
      const key = rows[0];
      for (const id of key.scopes) {
        expect(ceiling).toContain(id);
        expect(asked.scopes).toContain(id);
        expect(riskOf(id)).not.toBe("transfer");
        expect(risks.indexOf(riskOf(id))).toBeLessThanOrEqual(
          key.kind === "bearer" ? risks.indexOf("read") : risks.indexOf("trade"),
        );
      }
      const lifeMs = key.expires_at.getTime() - at.getTime();
      expect(lifeMs).toBeLessThanOrEqual((key.ips === null ? 90 : 365) * DAY_MS);
      expect(["bearer", "hmac", "ed25519"]).toContain(key.kind);
    }),
    { numRuns: 200 },
  );
  expect(made).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(5);
});

// Guarantee: a ceiling that is being lowered holds for the key that is being issued at the same time.
it("waits for a ceiling under change and then obeys it", async () => {
  await setCeiling(["market:read", "trade:write"]);
  await admin.query("begin");
  await setCeiling(["market:read"]);
  const pending = issue(command, { orgId: t.halcyonId, scopes: ["trade:write"] });
  const early = await Promise.race([pending, new Promise((done) => setTimeout(done, 200, "waiting"))]);
  expect(early).toBe("waiting");
  await admin.query("commit");
  expect(await pending).toMatchObject({
    code: "scope_above_ceiling",
    fields: { scopes: expect.stringContaining("trade:write") },
  });
});

// Guarantee: a ceiling raised and lowered around it never lets through what was above at the moment of issue.
it("keeps every key within a ceiling of its time", async () => {
  await setCeiling(["market:read", "trade:write"]);
  const flips = (async () => {
    for (let i = 0; i < 40; i++)
      await setCeiling(i % 2 === 0 ? ["market:read"] : ["market:read", "trade:write"]);
  })();
  const results = await Promise.all(
    Array.from({ length: 40 }, () => issue(command, { orgId: t.halcyonId, scopes: ["trade:write"] })),
  );
  await flips;
  for (const result of results) if (!result.ok) expect(result.code).toBe("scope_above_ceiling");
});

// Guarantee: a scope that the configuration adds is had by its risk; one that declares none moves money, so no key gets it.
it("takes a configured scope by its risk", async () => {
  const document =
    'apiVersion: keywarden/v1\nscopes: [{ name: "desk:read", risk: read }, { name: "desk:sweep" }]\n';
  const applied = await withTx(command, (tx) => applyConfiguration(tx, command, { document, dryRun: false }));
  expect(applied).toMatchObject({ ok: true });
  await setCeiling(["desk:read", "desk:sweep"]);
  expect(await issue(command, { orgId: t.halcyonId, kind: "bearer", scopes: ["desk:read"] })).toMatchObject({
    ok: true,
  });
  expect(await issue(command, { orgId: t.halcyonId, scopes: ["desk:sweep"] })).toMatchObject({
    code: "approval_unavailable",
  });
});
