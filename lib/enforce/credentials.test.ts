import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { formatBearerToken } from "#lib/crypto/bearer-token.ts";
import { newKeyId } from "#lib/kernel/ids.ts";
import { readCredential } from "./credentials.ts";
import { readHeaders } from "./headers.ts";

const keyId = newKeyId();
const token = formatBearerToken("live", keyId, randomBytes(32));
const read = (...rawHeaders: string[]) => readCredential(readHeaders(rawHeaders), rawHeaders);
const INPUT = `sig=("@method" "@target-uri");created=1;nonce="n";keyid="${keyId}"`;

// Guarantee: a request proves itself in one way; two ways at once are refused, whichever they are.
it("finds the one credential, and refuses two", () => {
  expect(read()).toEqual({ kind: "absent" });
  expect(read("authorization", `bearer ${token}`)).toMatchObject({ kind: "bearer", token: { keyId } });
  expect(read("Signature-Input", INPUT, "Signature", "sig=:YQ==:")).toMatchObject({
    kind: "signature",
    signature: { keyId },
  });
  const bearer = ["Authorization", `Bearer ${token}`];
  for (const two of [
    [...bearer, ...bearer],
    [...bearer, "Authorization", "Basic YTpi"],
    [...bearer, "Signature", "sig=:YQ==:"],
    ["Authorization", `Bearer ${token}, Bearer ${token}`],
  ]) {
    expect(read(...two).kind, two.join()).toBe("malformed");
  }
});

// Guarantee: a mistyped token costs no look-up; other schemes are no credential here.
it("tells what can't be right from what has to be looked up", () => {
  expect(read("Authorization", `Bearer ${token.slice(0, -1)}0`).kind).toMatch(/void|bearer/);
  expect(read("Authorization", "Bearer nonsense")).toEqual({ kind: "void", cause: "checksum_wrong" });
  expect(read("Authorization", "Basic YTpi")).toEqual({ kind: "void", cause: "absent" });
  expect(read("Signature-Input", INPUT.replace(/;keyid.*/, ""), "Signature", "sig=:YQ==:").kind).toBe("void");
  expect(read("Signature-Input", "sig=(", "Signature", "sig=:YQ==:").kind).toBe("malformed");
});
