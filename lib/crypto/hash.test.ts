import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { sha256, sha512 } from "./hash.ts";

// FIPS 180-4 examples for "abc".
it("gives the published digests of abc", () => {
  expect(sha256("abc").toString("hex")).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  expect(sha512("abc").toString("hex")).toBe(
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
  );
});

// Guarantee: a text is hashed as its UTF-8 bytes.
it("hashes a text as its UTF-8 bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(sha256(text)).toEqual(sha256(Buffer.from(text, "utf8")));
      expect(sha512(text)).toEqual(createHash("sha512").update(text, "utf8").digest());
    }),
  );
});
