import { createHash, generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { ed25519SpkiDer } from "./ed25519.ts";
import { fingerprint } from "./fingerprint.ts";

// Guarantee: anyone can make the same fingerprint from the public key's SPKI.
it("is the start of the SHA-256 of the SPKI in base64url", () => {
  const { publicKey } = generateKeyPairSync("ed25519");
  const der = publicKey.export({ type: "spki", format: "der" });
  const expected = createHash("sha256").update(der).digest("base64url").slice(0, 16);
  expect(fingerprint(ed25519SpkiDer(der.subarray(12)))).toBe(expected);
  expect(expected).toMatch(/^[\w-]{16}$/);
});
