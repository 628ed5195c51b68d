import fc from "fast-check";
import { expect, it } from "vitest";
import { hmacKey, hmacSha256, verifyHmacSha256 } from "./hmac.ts";
import vectors from "./vectors/hmac_sha256_test.json" with { type: "json" };

// Wycheproof: every case with a full tag is decided as published; every shortened tag is refused.
it("decides all Wycheproof hmac_sha256 cases", () => {
  let full = 0;
  let short = 0;
  for (const group of vectors.testGroups) {
    for (const { tcId, key, msg, tag, result } of group.tests) {
      const valid = verifyHmacSha256(
        hmacKey(Buffer.from(key, "hex")),
        Buffer.from(msg, "hex"),
        Buffer.from(tag, "hex"),
      );
      if (group.tagSize === 256) {
        expect(valid, `case ${tcId}`).toBe(result === "valid");
        full++;
      } else {
        expect(valid, `case ${tcId}: a tag of ${group.tagSize} bits`).toBe(false);
        short++;
      }
    }
  }
  expect(full + short).toBe(vectors.numberOfTests);
  expect(full).toBeGreaterThan(80);
});

// CONTRACT: the MAC key is the UTF-8 bytes of the printed secret.
it("takes a text for its UTF-8 bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), fc.uint8Array(), (secret, message) => {
      expect(hmacSha256(hmacKey(secret), message)).toEqual(
        hmacSha256(hmacKey(Buffer.from(secret, "utf8")), message),
      );
    }),
  );
});

it("refuses an empty key", () => {
  expect(() => hmacKey("")).toThrow(RangeError);
  expect(() => hmacKey(Buffer.alloc(0))).toThrow(RangeError);
});
