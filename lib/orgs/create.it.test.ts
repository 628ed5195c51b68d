import { afterAll, beforeAll, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { command, owner } from "#lib/keys/testing.ts";
import { createOrganizationInput } from "./contract.ts";
import { createOrganization } from "./create.ts";
import { ensureVenue } from "./ensure-venue.ts";
import { findOrganization, findVenue, listOrganizations } from "./queries.ts";
import { renameVenue } from "./rename.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.end());

const create = (input: { name: string; tier?: string; ceiling: string[] }) =>
  withTx(command, (tx) => createOrganization(tx, command, createOrganizationInput.parse(input)));
const auditOf = (action: string) =>
  db.query<{ target_id: string; org_id: string }>(
    "superuser",
    "select target_id, org_id from audit_outbox where action = $1",
    [action],
  );
const policyVersion = async () =>
  Number((await db.query("superuser", "select version from policy_version"))[0]?.version);

// Guarantee: however many processes start at once, there is one venue, made once and recorded once.
it("makes one venue, once", async () => {
  const launcher = { kind: "system", id: "system:launcher" } as const;
  const made = await Promise.all(
    Array.from({ length: 6 }, () => withTx(launcher, (tx) => ensureVenue(tx, launcher))),
  );
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  const again = await withTx(launcher, (tx) => ensureVenue(tx, launcher));
  expect(again.id).toBe(made[0]?.id);
  expect(await auditOf("organization.created")).toEqual([{ target_id: again.id, org_id: again.id }]);
  expect(await withTx(command, findVenue)).toEqual({ id: again.id, name: "Venue" });
});

// Guarantee: a new organization is in the audit log and known to the gates from the same commit on.
it("creates an organization, audited and published", async () => {
  const before = await policyVersion();
  const made = await create({ name: "Halcyon", ceiling: ["trade:write", "market:read", "trade:write"] });
  if (!made.ok) throw new Error(made.code);
  expect(made.value.policyVersion).toBe(before + 1);
  expect(await policyVersion()).toBe(before + 1);
  expect((await auditOf("organization.created")).map(({ target_id }) => target_id)).toContain(made.value.id);
  const found = await withTx(command, (tx) => findOrganization(tx, command, { orgId: made.value.id }));
  expect(found).toMatchObject({
    ok: true,
    value: { name: "Halcyon", kind: "client", ceiling: ["market:read", "trade:write"], tier: null, keys: 0 },
  });
});

// Guarantee: what is refused is refused by its name and changes nothing.
it.each([
  [{ name: "halcyon", ceiling: ["market:read"] }, "name_taken", "name", /halcyon/],
  [
    { name: "Birch", ceiling: ["market:read", "market:mystery"] },
    "scope_unknown",
    "ceiling",
    /market:mystery/,
  ],
  [{ name: "Birch", tier: "platinum", ceiling: ["market:read"] }, "tier_unknown", "tier", /platinum/],
] as const)("refuses %o", async (input, code, field, naming) => {
  const before = await db.query("superuser", "select count(*) from audit_outbox");
  const version = await policyVersion();
  const refused = await create({ ...input, ceiling: [...input.ceiling] });
  expect(refused).toMatchObject({ ok: false, code, fields: { [field]: expect.stringMatching(naming) } });
  expect(await db.query("superuser", "select count(*) from audit_outbox")).toEqual(before);
  expect(await policyVersion()).toBe(version);
});

// Guarantee: two who create the same name at once: one gets it, the other is told.
it("gives a name to one of two", async () => {
  const both = await Promise.all([
    create({ name: "Meridian", ceiling: ["market:read"] }),
    create({ name: "MERIDIAN", ceiling: ["market:read"] }),
  ]);
  expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
  expect(both.find(({ ok }) => !ok)).toMatchObject({ code: "name_taken" });
});

// Guarantee: renaming says so once; the same name again is no act.
it("renames the venue", async () => {
  const venue = await withTx(command, findVenue);
  const actor = owner(venue?.id ?? "");
  const rename = (name: string) => withTx(actor, (tx) => renameVenue(tx, actor, { name }));
  expect(await rename("Aster Exchange")).toMatchObject({ ok: true, value: { changed: true } });
  expect(await rename("Aster Exchange")).toMatchObject({ ok: true, value: { changed: false } });
  expect(await rename("meridian")).toMatchObject({ ok: false, code: "name_taken" });
  expect(await auditOf("organization.renamed")).toHaveLength(1);
});

// Guarantee: a client's person finds no organization but their own.
it("shows a client itself alone", async () => {
  const all = await withTx(command, (tx) => listOrganizations(tx, command));
  expect(all.map(({ name }) => name)).toEqual([
    "Aster Exchange",
    "Halcyon",
    expect.stringMatching(/meridian/i),
  ]);
  const [venue, own, other] = all;
  const actor = owner(own?.id ?? "", "client");
  const find = (orgId = "") => withTx(actor, (tx) => findOrganization(tx, actor, { orgId }));
  expect(await find(own?.id)).toMatchObject({ ok: true });
  for (const foreign of [venue, other])
    expect(await find(foreign?.id)).toMatchObject({ ok: false, code: "organization_not_found" });
});
