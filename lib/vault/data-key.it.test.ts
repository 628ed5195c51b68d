import { createSecretKey, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { command, type TestVenue, testVenue } from "#lib/keys/testing.ts";
import { currentDataKey, unwrapDataKey, type WrappedDataKey } from "./data-key.ts";
import { openKek, useKeyEncryption } from "./kek.ts";
import { dataKeyIdOf, openSealed } from "./open.ts";
import { sealFor } from "./seal.ts";
import { testKeyEncryption } from "./testing.ts";

let t: TestVenue;
let row: WrappedDataKey;
const wrong = expect.objectContaining({ code: "kek_wrong" });

beforeAll(async () => {
  t = await testVenue();
  row = (await withTx(command, (tx) => currentDataKey(tx, t.halcyonId, "gate"))).row;
});
afterAll(() => t.end());

// Guarantee: each organization and purpose has a data key of its own, kept, and stored only wrapped.
it("keeps one data key an organization and purpose", async () => {
  const keyOf = (orgId: string, purpose: "gate" | "console") =>
    withTx(command, (tx) => currentDataKey(tx, orgId, purpose));
  const again = await keyOf(t.halcyonId, "gate");
  expect(again).toMatchObject({ isNew: false, row: { id: row.id } });
  const others = [await keyOf(t.meridianId, "gate"), await keyOf(t.halcyonId, "console")];
  const all = [again, ...others].map(({ key }) => key.export().toString("hex"));
  expect(new Set(all).size).toBe(3);
  const stored = await t.db.query("superuser", "select row_to_json(k)::text as text from data_keys k");
  for (const plain of all) expect(stored.map(({ text }) => text).join()).not.toContain(plain);
});

// Guarantee: another key-encryption key opens nothing, though it claims the right name.
it("refuses another key-encryption key", () => {
  const other = testKeyEncryption(["gate"]);
  const kek = openKek(other.uris.gate ?? "");
  expect(() => unwrapDataKey(row, kek)).toThrow(wrong);
  expect(() => unwrapDataKey({ ...row, kekId: kek.id }, kek)).toThrow(wrong);
  expect(() => unwrapDataKey(row, { ...kek, id: row.kekId })).toThrow(wrong);
  other.end();
  useKeyEncryption(t.keks);
});

// Guarantee: a data key's row that was moved or altered in any field opens nothing.
it.each([
  ["organization", () => ({ orgId: t.meridianId })],
  ["purpose", () => ({ purpose: "console" as const })],
  ["version", () => ({ version: 2 })],
  ["id", () => ({ id: uuidv7() })],
  ["bytes", () => ({ wrapped: Buffer.concat([row.wrapped.subarray(0, -1), Buffer.from([0])]) })],
  ["length", () => ({ wrapped: Buffer.alloc(0) })],
])("refuses a row with another %s", (_, change) => {
  const kek = openKek(t.keks.gate ?? "");
  expect(() => unwrapDataKey({ ...row, ...change() }, kek)).toThrow(wrong);
  expect(unwrapDataKey(row, kek).symmetricKeySize).toBe(32);
});

// Guarantee: a sealed value moved by UPDATE to another row, or its row to another organization, is refused.
it("refuses a value that was moved in the database", async () => {
  const place = { orgId: t.halcyonId, table: "key_versions", column: "sealed_secret", rowId: uuidv7() };
  const { bytes, newDataKey } = await withTx(command, (tx) =>
    sealFor(tx, { ...place, purpose: "gate" }, Buffer.from("secret")),
  );
  expect(newDataKey).toBeNull();
  expect(dataKeyIdOf(bytes)).toBe(row.id);
  const key = unwrapDataKey(row, openKek(t.keks.gate ?? ""));
  expect(openSealed(bytes, place, key).toString()).toBe("secret");
  const theirs = (await withTx(command, (tx) => currentDataKey(tx, t.meridianId, "gate"))).key;
  const refused = expect.objectContaining({ code: "sealed_refused" });
  for (const moved of [
    { rowId: uuidv7() },
    { orgId: t.meridianId },
    { column: "token_hash" },
    { table: "api_keys" },
  ])
    expect(() => openSealed(bytes, { ...place, ...moved }, key)).toThrow(refused);
  for (const other of [theirs, createSecretKey(randomBytes(32))])
    expect(() => openSealed(bytes, place, other)).toThrow(refused);
});

// Guarantee: a refused act leaves no data key behind.
it("takes the new data key back with the transaction", async () => {
  const undone = withTx(command, async (tx) => {
    await currentDataKey(tx, t.venueId, "gate");
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await t.db.query("superuser", "select 1 from data_keys where org_id = $1", [t.venueId])).toEqual([]);
});
