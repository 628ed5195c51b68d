import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { importEd25519PublicKey } from "#lib/crypto/ed25519.ts";
import { hmacKey } from "#lib/crypto/hmac.ts";
import { contentDigestMatches, parseContentDigest } from "./content-digest.ts";
import { coversEnough, parseSignatureRequest, signatureBase } from "./rfc9421.ts";
import { type RequestToSign, type SignOptions, signRfc9421 } from "./sign-rfc9421.ts";
import { type VerificationKey, verifyRfc9421 } from "./verify-rfc9421.ts";

const pair = generateKeyPairSync("ed25519");
const imported = importEd25519PublicKey(pair.publicKey.export({ type: "spki", format: "der" }));
if (!imported.ok) throw new Error(imported.code);
const SECRET = "0PrintedSecretOfAnHmacKey";
const kinds: readonly [SignOptions["key"], VerificationKey][] = [
  [
    { algorithm: "ed25519", privateKey: pair.privateKey },
    { algorithm: "ed25519", publicKey: imported.value },
  ],
  [
    { algorithm: "hmac-sha256", secret: SECRET },
    { algorithm: "hmac-sha256", secret: hmacKey(SECRET) },
  ],
];

function verifies(request: RequestToSign, options: SignOptions, key: VerificationKey): boolean {
  const headers = { ...request.headers, ...signRfc9421(request, options) };
  const rawHeaders = Object.entries(headers).flat();
  const url = new URL(request.url);
  const parsed = parseSignatureRequest(rawHeaders);
  if (!parsed.ok) return false;
  const body = Buffer.from(request.body ?? "");
  const scheme = url.protocol === "https:" ? "https" : "http";
  const received = {
    method: request.method,
    scheme,
    host: url.host,
    target: url.pathname + url.search,
    rawHeaders,
  } as const;
  const base = signatureBase(parsed.value, received);
  const digests = parseContentDigest(rawHeaders);
  return (
    coversEnough(parsed.value, body.length > 0) &&
    base.ok &&
    verifyRfc9421(parsed.value, base.value, key) &&
    (body.length === 0 || (digests.ok && contentDigestMatches(digests.value, body)))
  );
}

// Guarantee: what our signer signs, the gate accepts, whatever the request.
it("signs what the gate verifies", () => {
  const anyRequest = fc.record({
    method: fc.constantFrom("GET", "POST", "DELETE", "PATCH"),
    url: fc.webUrl({ withQueryParameters: true, withFragments: true }),
    body: fc.option(fc.oneof(fc.string({ unit: "grapheme" }), fc.uint8Array()), { nil: null }),
    headers: fc.constant({ "X-Idempotency": " k ", "content-type": "application/json" }),
  });
  const nonce = fc.stringMatching(/^[ -~]{1,40}$/);
  fc.assert(
    fc.property(
      anyRequest,
      nonce,
      fc.constantFrom(...kinds),
      fc.option(fc.nat(), { nil: undefined }),
      (request, n, kind, expiresSec) => {
        const options: SignOptions = {
          ...{ keyId: "k_0123456789ABCDEF", key: kind[0], createdSec: 1_700_000_000, nonce: n },
          ...(expiresSec === undefined ? {} : { expiresSec }),
          cover: ["content-type", "x-idempotency"],
        };
        expect(verifies(request, options, kind[1])).toBe(true);
        expect(
          verifies(
            request,
            options,
            kind === kinds[0] ? (kinds[1]?.[1] as VerificationKey) : (kinds[0]?.[1] as VerificationKey),
          ),
        ).toBe(false);
      },
    ),
    { numRuns: 200 },
  );
});

it("writes the headers that the guides show", () => {
  const headers = signRfc9421(
    { method: "POST", url: "https://gate.example:8443/exchange/order?x=1", body: '{"hello": "world"}' },
    { keyId: "k_1", key: { algorithm: "hmac-sha256", secret: SECRET }, createdSec: 1, nonce: 'a"b' },
  );
  expect(headers["Signature-Input"]).toBe(
    'sig1=("@method" "@target-uri" "content-digest");created=1;nonce="a\\"b";keyid="k_1";alg="hmac-sha256"',
  );
  expect(headers["Content-Digest"]).toBe("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
  expect(headers.Signature).toMatch(/^sig1=:[A-Za-z0-9+/]{43}=:$/);
});

it("sends no digest where there is no body", () => {
  const options = {
    keyId: "k_1",
    key: { algorithm: "hmac-sha256", secret: SECRET },
    createdSec: 1,
    nonce: "n",
  } as const;
  for (const body of [undefined, null, "", new Uint8Array()]) {
    const headers = signRfc9421(
      { method: "GET", url: "https://h/", ...(body === undefined ? {} : { body }) },
      options,
    );
    expect(Object.keys(headers)).toEqual(["Signature-Input", "Signature"]);
  }
});

it("throws on what can't be signed", () => {
  const { privateKey } = generateKeyPairSync("ed448");
  expect(() =>
    signRfc9421(
      { method: "GET", url: "https://h/" },
      { keyId: "k", key: { algorithm: "ed25519", privateKey }, createdSec: 1, nonce: "n" },
    ),
  ).toThrow("Ed25519");
  const options = {
    keyId: "k_1",
    key: { algorithm: "hmac-sha256", secret: SECRET },
    createdSec: 1,
    nonce: "n",
  } as const;
  expect(() => signRfc9421({ method: "GET", url: "/relative" }, options)).toThrow(TypeError);
  expect(() =>
    signRfc9421({ method: "GET", url: "https://h/" }, { ...options, cover: ["x-absent"] }),
  ).toThrow("x-absent");
  const request = { method: "GET", url: "https://h/", headers: { "x-a": "a\nb" } };
  expect(() => signRfc9421(request, { ...options, cover: ["x-a"] })).toThrow(TypeError);
  expect(() => signRfc9421({ method: "GET", url: "https://h/" }, { ...options, nonce: "é" })).toThrow(
    TypeError,
  );
  expect(() => signRfc9421({ method: "GET", url: "https://h/" }, { ...options, keyId: "a\nb" })).toThrow(
    TypeError,
  );
});
