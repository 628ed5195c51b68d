import { createSecretKey, randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { dataKeyIdOf, openSealed } from "./open.ts";
import type { Place } from "./place.ts";
import { sealUnder } from "./seal.ts";

const key = createSecretKey(randomBytes(32));
const dataKeyId = uuidv7();
const place: Place = {
  orgId: uuidv7(),
  table: "key_versions",
  column: "sealed_secret",
  rowId: uuidv7(),
};
const refused = expect.objectContaining({ code: "sealed_refused" });

// Guarantee: what was sealed opens in its place, whatever it is, and says which data key it needs.
it("opens what it sealed", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (plaintext) => {
      const sealed = sealUnder(key, dataKeyId, place, plaintext);
      expect(openSealed(sealed, place, key)).toEqual(Buffer.from(plaintext));
      expect(dataKeyIdOf(sealed)).toBe(dataKeyId);
    }),
  );
});

// Guarantee: a ciphertext moved to another organization, table, column or row is refused.
it.each([
  ["organization", { orgId: uuidv7() }],
  ["table", { table: "api_keys" }],
  ["column", { column: "token_hash" }],
  ["row", { rowId: uuidv7() }],
  // The same bytes in a row, cut in another place: what lengths before each part are for.
  ["boundary", { table: "key_version", column: "ssealed_secret" }],
] as const)("refuses a value moved to another %s", (_, moved) => {
  const sealed = sealUnder(key, dataKeyId, place, Buffer.from("secret"));
  expect(() => openSealed(sealed, { ...place, ...moved }, key)).toThrow(refused);
});

// Guarantee: a change of any bit, the format's own bytes included, is noticed.
it("refuses an altered byte anywhere", () => {
  const sealed = sealUnder(key, dataKeyId, place, Buffer.from("secret"));
  for (let i = 0; i < sealed.length * 8; i++) {
    const altered = Buffer.from(sealed);
    altered[i >> 3] = (altered[i >> 3] as number) ^ (1 << (i & 7));
    expect(() => openSealed(altered, place, key)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^sealed_(malformed|refused)$/) }),
    );
  }
});

// Guarantee: a value cut short or grown is refused before any of it is used.
it("refuses another length", () => {
  const sealed = sealUnder(key, dataKeyId, place, Buffer.from("secret"));
  for (let length = 0; length < sealed.length; length++)
    expect(() => openSealed(sealed.subarray(0, length), place, key)).toThrow();
  expect(() => openSealed(Buffer.concat([sealed, Buffer.alloc(1)]), place, key)).toThrow(refused);
});

// Guarantee: another data key does not open it; nor does its name in the header make it do so.
it("refuses another data key", () => {
  const sealed = sealUnder(key, dataKeyId, place, Buffer.from("secret"));
  expect(() => openSealed(sealed, place, createSecretKey(randomBytes(32)))).toThrow(refused);
});

// Guarantee: the same text sealed twice is not the same bytes.
it("never repeats itself", () => {
  const seal = () => sealUnder(key, dataKeyId, place, Buffer.from("secret")).toString("hex");
  expect(new Set(Array.from({ length: 100 }, seal)).size).toBe(100);
});
