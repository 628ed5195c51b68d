import { afterAll, beforeAll, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { suspendKeysInput } from "./contract.ts";
import { revokeKey } from "./revoke.ts";
import { suspendKeys } from "./suspend-keys.ts";
import { command, mustIssue, owner, type TestVenue, testVenue } from "./testing.ts";

let t: TestVenue;
beforeAll(async () => {
  t = await testVenue();
});
afterAll(() => t.end());

async function statuses(keyIds: readonly string[]): Promise<Record<string, string>> {
  const rows = await t.db.query<{ id: string; status: string }>(
    "superuser",
    "select id, status from api_keys where id = any($1)",
    [keyIds],
  );
  return Object.fromEntries(rows.map(({ id, status }) => [id, status]));
}

const suspend = (keyIds: readonly string[], actor = owner(t.venueId)) =>
  withTx(actor, (tx) =>
    suspendKeys(tx, actor, suspendKeysInput.parse({ keyIds, reason: "a laptop was stolen" })),
  );

// Guarantee: a key that can't be suspended keeps no other one working, and is told by name.
it("suspends what it can and lists the rest", async () => {
  const [a, b, gone] = [
    await mustIssue(command, { orgId: t.halcyonId }),
    await mustIssue(command, { orgId: t.meridianId }),
    await mustIssue(command, { orgId: t.halcyonId }),
  ];
  await withTx(command, (tx) => revokeKey(tx, command, { keyId: gone.keyId, reason: "old" }));
  const { value } = await suspend([gone.keyId, b.keyId, a.keyId, a.keyId, "k_0000000000000000"]);
  expect(value.suspended).toEqual([a.keyId, b.keyId].sort());
  expect(value.refused.map(({ keyId }) => keyId).sort()).toEqual(["k_0000000000000000", gone.keyId].sort());
  expect(await statuses([a.keyId, b.keyId, gone.keyId])).toEqual({
    [a.keyId]: "suspended",
    [b.keyId]: "suspended",
    [gone.keyId]: "revoked",
  });
});

// Guarantee: two people who contain the same keys in another order don't block each other for good.
it("lets selections that overlap go through side by side", async () => {
  const keys = await Promise.all([1, 2, 3, 4].map(() => mustIssue(command, { orgId: t.halcyonId })));
  const keyIds = keys.map(({ keyId }) => keyId);
  const done = await Promise.all([
    suspend(keyIds),
    suspend([...keyIds].reverse()),
    suspend(keyIds.slice(1, 3)),
  ]);
  expect(done.flatMap(({ value }) => value.refused)).toEqual([]);
  expect(new Set(Object.values(await statuses(keyIds)))).toEqual(new Set(["suspended"]));
});

// Guarantee: another organization's keys are as good as not there.
it("doesn't reach another organization's key", async () => {
  const theirs = await mustIssue(command, { orgId: t.meridianId });
  const { value } = await suspend([theirs.keyId], owner(t.halcyonId, "client"));
  expect(value.suspended).toEqual([]);
  expect(await statuses([theirs.keyId])).toEqual({ [theirs.keyId]: "active" });
});
