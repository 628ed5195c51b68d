import { randomBytes } from "node:crypto";
import { expect, it, vi } from "vitest";
import { formatBearerToken, parseBearerToken } from "#lib/crypto/bearer-token.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { hmacKey } from "#lib/crypto/hmac.ts";
import { newKeyId } from "#lib/kernel/ids.ts";
import { parseSignatureRequest } from "#lib/signing/rfc9421.ts";
import { signRfc9421 } from "#lib/signing/sign-rfc9421.ts";
import { verifyRfc9421 } from "#lib/signing/verify-rfc9421.ts";
import { proveBearer, proveSignature, stillLives } from "./authenticate.ts";
import type { Key, Version } from "./snapshot.ts";

vi.mock("#lib/signing/verify-rfc9421.ts", { spy: true });

const NOW = 1_000_000;
const keyId = newKeyId();
const version = (id: string, material: Buffer, more: Partial<Version> = {}): Version => ({
  id,
  algorithm: "sha256-token",
  material,
  validUntilMs: Number.POSITIVE_INFINITY,
  ...more,
});
const keyWith = (kind: Key["kind"], versions: Version[]): Key => ({
  id: keyId,
  orgId: "org",
  env: "live",
  kind,
  status: "active",
  statusAtMs: 0,
  expiresAtMs: Number.POSITIVE_INFINITY,
  scopes: new Set(),
  networks: null,
  cidrs: null,
  versions,
});

function token() {
  const text = formatBearerToken("live", keyId, randomBytes(32));
  const parsed = parseBearerToken(text);
  if (parsed === null) throw new Error("no token");
  return { hash: sha256(text), parsed };
}

// Guarantee: either live generation of a token proves its key; one that ended, and one of another key, proves nothing.
it("takes the tokens of live versions", () => {
  const [newer, older, other] = [token(), token(), token()];
  const key = keyWith("bearer", [
    version("v2", newer.hash),
    version("v1", older.hash, { validUntilMs: NOW + 1 }),
  ]);
  expect(proveBearer(newer.parsed, key, NOW)).toMatchObject({ proved: true, version: { id: "v2" } });
  expect(proveBearer(older.parsed, key, NOW)).toMatchObject({ proved: true, version: { id: "v1" } });
  expect(proveBearer(older.parsed, key, NOW + 1)).toEqual({ proved: false, cause: "version_ended" });
  expect(proveBearer(other.parsed, key, NOW)).toEqual({ proved: false, cause: "secret_mismatch" });
  expect(proveBearer(other.parsed, null, NOW)).toEqual({ proved: false, cause: "key_unknown" });
  // The stored hash of another kind's material must not be mistaken for a token's.
  const posing = keyWith("hmac", [version("v1", newer.hash)]);
  expect(proveBearer(newer.parsed, posing, NOW)).toEqual({ proved: false, cause: "kind_mismatch" });
});

const secret = "a printed secret";
const url = "https://localhost:8443/x?y=1";

function signed(cover?: string[]) {
  const headers = Object.entries(
    signRfc9421(
      { method: "GET", url, headers: { "x-a": "1" } },
      {
        keyId,
        key: { algorithm: "hmac-sha256", secret },
        createdSec: 1,
        nonce: "n",
        ...(cover ? { cover } : {}),
      },
    ),
  ).flat();
  const parsed = parseSignatureRequest(headers);
  if (!parsed.ok) throw new Error(parsed.detail);
  const request = {
    method: "GET",
    scheme: "https",
    host: "localhost:8443",
    target: "/x?y=1",
    rawHeaders: headers,
  } as const;
  return { signature: parsed.value, request };
}

const hmacVersion = (id: string, more: Partial<Version> = {}) =>
  version(id, Buffer.from(id), { algorithm: "hmac-sha256", ...more });
const secretOf = ({ id }: Version) => hmacKey(id === "right" ? secret : "another");

// Guarantee: a signature is verified with each live version, and with nothing but what its key is pinned to.
it("verifies with live versions", () => {
  const { signature, request } = signed();
  const prove = (key: Key | null, hasBody = false) =>
    proveSignature(signature, request, { hasBody, key, nowMs: NOW, secretOf });
  expect(prove(keyWith("hmac", [hmacVersion("wrong"), hmacVersion("right")]))).toMatchObject({
    proved: true,
    version: { id: "right" },
  });
  expect(prove(keyWith("hmac", [hmacVersion("right", { validUntilMs: NOW })]))).toEqual({
    proved: false,
    cause: "signature_mismatch",
  });
  expect(prove(keyWith("hmac", [hmacVersion("wrong")]))).toEqual({
    proved: false,
    cause: "signature_mismatch",
  });
  expect(prove(keyWith("bearer", [hmacVersion("right")]))).toEqual({ proved: false, cause: "kind_mismatch" });
  expect(prove(keyWith("ed25519", [version("v", randomBytes(32), { algorithm: "ed25519" })]))).toMatchObject({
    proved: false,
  });
  expect(prove(null)).toEqual({ proved: false, cause: "key_unknown" });
  expect(prove(keyWith("hmac", [hmacVersion("right")]), true)).toEqual({
    proved: false,
    cause: "coverage_insufficient",
  });
});

// Guarantee: a MAC key that does not open proves nothing, and throws nothing.
it("refuses where a secret does not open", () => {
  const { signature, request } = signed();
  const key = keyWith("hmac", [hmacVersion("right")]);
  const proof = proveSignature(signature, request, { hasBody: false, key, nowMs: NOW, secretOf: () => null });
  expect(proof).toEqual({ proved: false, cause: "signature_mismatch" });
});

// Guarantee: a failure asks for the same arithmetic whether the key exists, how many versions it has, and of which kind.
it("works as hard for every failure", () => {
  const { signature, request } = signed();
  const wrong = hmacVersion("wrong");
  const ended = hmacVersion("right", { validUntilMs: NOW });
  for (const key of [
    null,
    keyWith("hmac", []),
    keyWith("hmac", [wrong]),
    keyWith("hmac", [wrong, wrong]),
    keyWith("hmac", [wrong, wrong, ended]),
    keyWith("bearer", [wrong]),
  ]) {
    vi.mocked(verifyRfc9421).mockClear();
    const proof = proveSignature(signature, request, { hasBody: false, key, nowMs: NOW, secretOf });
    expect(proof.proved).toBe(false);
    expect(verifyRfc9421).toHaveBeenCalledTimes(2);
  }
});

// Guarantee: what was proved when the headers came has to hold when the body is there.
it("knows whether a version still lives", () => {
  const one = version("v1", randomBytes(32), { validUntilMs: NOW });
  const key = keyWith("bearer", [one]);
  expect(stillLives(one, key, NOW - 1)).toBe(true);
  expect(stillLives(one, key, NOW)).toBe(false);
  expect(stillLives(version("v0", randomBytes(32)), key, NOW - 1)).toBe(false);
  expect(stillLives(null, key, NOW)).toBe(false);
});
