import { createPrivateKey, createPublicKey, verify } from "node:crypto";
import { expect, it, vi } from "vitest";
import { possessionStatement, rawPublicKeyText } from "#lib/keys/possession.ts";
import { makeBrowserKey, provePossession } from "./browser-key.ts";

const by = {
  sessionId: "0192f000-0000-7000-8000-000000000003",
  orgId: "0192f000-0000-7000-8000-000000000002",
  at: "2026-11-23T15:42:10.482Z",
};

// Guarantee: the saved file is the private half of the key that was issued, in the form other programs read.
it("makes a pair whose halves belong together", async () => {
  const key = await makeBrowserKey();
  const derived = createPublicKey(createPrivateKey(key?.privatePem ?? ""));
  expect(derived.export({ format: "pem", type: "spki" })).toBe(key?.publicPem);
});

// Guarantee: the proof names session, organization, key and time, and leaves without the private half.
it("proves possession of what it sends", async () => {
  const key = await makeBrowserKey();
  if (key === null) throw new Error("no Ed25519 here");
  const sent = await provePossession(key, by);
  const statement = possessionStatement({ ...by, publicKey: rawPublicKeyText(key.publicPem) ?? "" });
  const signature = Buffer.from(sent.possession.signature, "base64");
  expect(verify(null, Buffer.from(statement), createPublicKey(sent.publicKey), signature)).toBe(true);
  expect(JSON.stringify(sent)).not.toContain("PRIVATE");
});

it("says so where the browser knows no Ed25519", async () => {
  const refused = vi
    .spyOn(crypto.subtle, "generateKey")
    .mockRejectedValueOnce(new DOMException("unrecognized", "NotSupportedError"));
  expect(await makeBrowserKey()).toBeNull();
  refused.mockRestore();
});
