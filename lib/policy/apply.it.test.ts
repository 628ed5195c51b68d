import { afterAll, beforeAll, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { command, type TestVenue, testVenue } from "#lib/keys/testing.ts";
import { createOrganization } from "#lib/orgs/create.ts";
import { applyConfiguration } from "./apply.ts";
import { awaitGates } from "./confirm.ts";
import { exportConfiguration } from "./export.ts";
import { publishPolicyChange } from "./feed.ts";
import { currentPolicyVersion, findConfiguration, listGates } from "./queries.ts";

let venue: TestVenue;
beforeAll(async () => {
  venue = await testVenue();
});
afterAll(async () => {
  await venue?.end();
});

const file = (path: string, tiers = "") => `
apiVersion: keywarden/v1
upstreams:
  - name: exchange
    kind: http
    url: http://127.0.0.1:9100
    match: { pathPrefix: /exchange }
    routes:
      - { method: GET, path: ${path}, scope: "account:read" }
${tiers}`;
const apply = (document: string, dryRun = false) =>
  withTx(command, (tx) => applyConfiguration(tx, command, { document, dryRun }));
const state = () =>
  withTx(command, async (tx) => [await currentPolicyVersion(tx), (await findConfiguration(tx)).number]);
const applied = async () =>
  (await venue.db.query("superuser", "select 1 from audit_outbox where action = 'configuration.applied'"))
    .length;

// Guarantee: a dry run says everything and changes nothing.
it("shows its plan without applying it", async () => {
  const before = await state();
  const dry = await apply(file("/a"), true);
  expect(dry).toMatchObject({
    ok: true,
    value: { changed: true, version: null, plan: [{ op: "add" }, { op: "add" }] },
  });
  expect([await state(), await applied()]).toEqual([before, 0]);
});

// Guarantee: applying is one change of policy, audited with its plan; applying the same again is none.
it("applies once", async () => {
  const [version = 0, number = 0] = await state();
  const first = await apply(file("/a"));
  expect(first).toMatchObject({ ok: true, value: { changed: true, version: version + 1 } });
  const reordered = `# the same, said otherwise\n${file("/a").replace("match: { pathPrefix: /exchange }", "match:\n      pathPrefix: /exchange\n    env: live")}`;
  expect(await apply(reordered)).toMatchObject({
    ok: true,
    value: { changed: false, version: version + 1, plan: [] },
  });
  expect([await state(), await applied()]).toEqual([[version + 1, number + 1], 1]);
  const [entry] = await venue.db.query<{ text: string }>(
    "superuser",
    "select convert_from(entry, 'UTF8') as text from audit_outbox where action = 'configuration.applied'",
  );
  expect(entry?.text).toContain("+ upstream exchange, route GET /a: account:read, cost 1  [widens access]");
});

// Guarantee: what a file no longer names is gone, and the plan says so.
it("replaces the whole configuration", async () => {
  const second = await apply(file("/b"));
  expect(second).toMatchObject({
    ok: true,
    value: {
      plan: [
        { op: "add", subject: "upstream exchange, route GET /b", widens: true },
        { op: "remove", subject: "upstream exchange, route GET /a", widens: false },
      ],
    },
  });
});

// Guarantee: an invalid file changes nothing.
it("refuses whole", async () => {
  const before = [await state(), await applied()];
  expect(await apply(file("/a").replace("account:read", "account:raed"))).toMatchObject({
    ok: false,
    code: "configuration_invalid",
    fields: { "upstreams[0].routes[0].scope": expect.stringContaining("did you mean account:read?") },
  });
  expect([await state(), await applied()]).toEqual(before);
});

// Guarantee: no organization loses its tier without anybody saying so.
it("keeps tiers that organizations have", async () => {
  const tiers = "tiers: [{ name: standard, limits: [default] }]";
  expect((await apply(file("/a", tiers))).ok).toBe(true);
  const made = await withTx(command, (tx) =>
    createOrganization(tx, command, { name: "Tiered", tier: "standard", ceiling: ["market:read"] }),
  );
  expect(made.ok).toBe(true);
  const refused = await apply(file("/a"));
  expect(refused).toMatchObject({
    ok: false,
    detail: expect.stringContaining("the organization Tiered has it"),
  });
  expect((await apply(file("/c", tiers))).ok).toBe(true);
});

// Guarantee: what is exported is in force, and applying it changes nothing.
it("exports what applies back to the same", async () => {
  const text = await withTx(command, exportConfiguration);
  expect(await apply(text)).toMatchObject({ ok: true, value: { changed: false } });
});

// Guarantee: two that apply at once both stand, one after the other.
it("serialises concurrent changes", async () => {
  const [version = 0, number = 0] = await state();
  const results = await Promise.all(
    ["/x", "/y", "/z"].map((path) => apply(file(path, "tiers: [{ name: standard, limits: [] }]"))),
  );
  expect(results.every(({ ok }) => ok)).toBe(true);
  expect(await state()).toEqual([version + 3, number + 3]);
});

// Guarantee: versions follow commit order: a later one is never visible before an earlier one.
it("orders versions by commit", async () => {
  const publish = () =>
    withTx(command, (tx) => publishPolicyChange(tx, { subject: "organization", subjectId: venue.halcyonId }));
  const seen: number[][] = [];
  const publishing = { over: false };
  const watch = async () => {
    while (!publishing.over) {
      const rows = await venue.db.query<{ version: string }>(
        "superuser",
        "select version from policy_changes order by version",
      );
      seen.push(rows.map(({ version }) => Number(version)));
    }
  };
  const watching = Promise.all([watch(), watch()]);
  const versions = await Promise.all(Array.from({ length: 40 }, publish));
  publishing.over = true;
  await watching;
  expect(new Set(versions).size).toBe(40);
  const first = Math.min(...versions);
  for (const sight of seen) {
    const published = sight.filter((version) => version >= first);
    expect(published).toEqual(published.map((_, i) => first + i));
  }
});

// Guarantee: only gates that live are waited for, and none is counted that has not come so far.
it("waits for live gates alone", async () => {
  const version = (await state())[0] ?? 0;
  expect(await awaitGates(command, version)).toEqual({ confirmed: 0, total: 0 });
  const gate = (age: string, applied: number, stopped: string) =>
    venue.db.query(
      "superuser",
      `insert into gates values (gen_random_uuid(), 'g', now(), now() - $1::interval, ${stopped}, $2, 0)`,
      [age, applied],
    );
  await gate("1 hour", version, "null");
  await gate("0", version, "now()");
  await gate("0", version, "null");
  expect(await awaitGates(command, version)).toEqual({ confirmed: 1, total: 1 });
  await gate("-5 seconds", version - 1, "null");
  const begun = performance.now();
  expect(await awaitGates(command, version, { timeoutMs: 300 })).toEqual({ confirmed: 1, total: 2 });
  expect(performance.now() - begun).toBeLessThan(1_500);
  const gates = await withTx(command, listGates);
  expect(gates.map(({ live }) => live)).toEqual([true, true, false]);
});
