import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { expect, it } from "vitest";
import { importEd25519PublicKey } from "#lib/crypto/ed25519.ts";
import { hmacKey, hmacSha256 } from "#lib/crypto/hmac.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { type ParsedSignature, signatureBase } from "./rfc9421.ts";
import { type VerificationKey, verifyRfc9421 } from "./verify-rfc9421.ts";

// RFC 9421 appendix B.1.4 and B.1.5: published test keys.
const ED25519_PUBLIC = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----`;
const ED25519_PRIVATE = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----`;
const SHARED_SECRET = Buffer.from(
  "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==",
  "base64",
);

// RFC 9421 appendix B.2: the test request.
const request: ReceivedRequest = {
  method: "POST",
  scheme: "https",
  host: "example.com",
  target: "/foo?param=Value&Pet=dog",
  rawHeaders: [
    ...["Host", "example.com"],
    ...["Date", "Tue, 20 Apr 2021 02:07:55 GMT"],
    ...["Content-Type", "application/json"],
    "Content-Digest",
    "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
    ...["Content-Length", "18"],
  ],
};

function publicKey(): VerificationKey {
  const key = importEd25519PublicKey(ED25519_PUBLIC);
  if (!key.ok) throw new Error(key.code);
  return { algorithm: "ed25519", publicKey: key.value };
}

/** The examples carry no nonce, which the gate asks for: their parts are given as they would have been read. */
function example(components: readonly string[], signatureParams: string, signature: string): ParsedSignature {
  const keyId = /keyid="([^"]+)"/.exec(signatureParams)?.[1] as string;
  return {
    ...{ label: "sig", components, keyId, createdSec: 1618884473, nonce: "n", expiresSec: null, alg: null },
    ...{ signatureParams, signature: Buffer.from(signature, "base64") },
  };
}

const B25 = example(
  ["date", "@authority", "content-type"],
  '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
  "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=",
);
const B26 = example(
  ["date", "@method", "@path", "@authority", "content-type", "content-length"],
  '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
  "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==",
);

function baseOf(parsed: ParsedSignature): Buffer {
  const base = signatureBase(parsed, request);
  if (!base.ok) throw new Error(base.detail);
  return base.value;
}

it("reproduces RFC 9421 appendix B.2.5 (hmac-sha256)", () => {
  expect(baseOf(B25).toString()).toBe(`"date": Tue, 20 Apr 2021 02:07:55 GMT
"@authority": example.com
"content-type": application/json
"@signature-params": ("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"`);
  expect(hmacSha256(hmacKey(SHARED_SECRET), baseOf(B25))).toEqual(B25.signature);
  expect(verifyRfc9421(B25, baseOf(B25), { algorithm: "hmac-sha256", secret: hmacKey(SHARED_SECRET) })).toBe(
    true,
  );
});

it("reproduces RFC 9421 appendix B.2.6 (ed25519)", () => {
  expect(baseOf(B26).toString()).toBe(`"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"`);
  expect(sign(null, baseOf(B26), createPrivateKey(ED25519_PRIVATE))).toEqual(B26.signature);
  expect(verifyRfc9421(B26, baseOf(B26), publicKey())).toBe(true);
});

// Guarantee: the key's pinned algorithm decides; nothing in the request selects another (RFC 9421 §7.3.6).
it("verifies under the key's own algorithm only", () => {
  const secret: VerificationKey = { algorithm: "hmac-sha256", secret: hmacKey(SHARED_SECRET) };
  const base26 = baseOf(B26);
  expect(verifyRfc9421({ ...B26, alg: "ed25519" }, base26, publicKey())).toBe(true);
  for (const alg of ["hmac-sha256", "ED25519", "", "rsa-pss-sha512", "none", "ed25519 "]) {
    expect(verifyRfc9421({ ...B26, alg }, base26, publicKey()), alg).toBe(false);
  }
  expect(verifyRfc9421(B26, base26, secret)).toBe(false);
  expect(verifyRfc9421({ ...B25, alg: "ed25519" }, baseOf(B25), secret)).toBe(false);
  expect(verifyRfc9421(B25, baseOf(B25), publicKey())).toBe(false);
});

// The classic confusion: a MAC made with the public key's bytes, which everybody has, as the secret.
it("refuses a MAC under the public key", () => {
  const key = publicKey();
  if (key.algorithm !== "ed25519") throw new Error("unreachable");
  const base = baseOf(B26);
  const pem = Buffer.from(ED25519_PUBLIC);
  for (const material of [key.publicKey, pem, Buffer.from(`${ED25519_PUBLIC}\n`)]) {
    const signature = hmacSha256(hmacKey(material), base);
    for (const alg of [null, "hmac-sha256", "ed25519"]) {
      expect(verifyRfc9421({ ...B26, alg, signature }, base, key)).toBe(false);
    }
  }
});

// Guarantee: a signature under one of the dummy keys, which the source shows, opens nothing.
it("refuses everything where the key is unknown", () => {
  const base = baseOf(B26);
  const dummy = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), dummy]);
  const ofDummy = sign(null, base, createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  const signatures = [ofDummy, hmacSha256(hmacKey(Buffer.alloc(32)), base), B26.signature, B25.signature];
  for (const signature of signatures) {
    for (const alg of [null, "ed25519", "hmac-sha256"]) {
      expect(verifyRfc9421({ ...B26, alg, signature }, base, null)).toBe(false);
      expect(verifyRfc9421({ ...B26, alg, signature }, base, publicKey())).toBe(
        signature === B26.signature && alg !== "hmac-sha256",
      );
    }
  }
});

it("refuses signatures of any other length, longer ones with a good beginning too", () => {
  const secret: VerificationKey = { algorithm: "hmac-sha256", secret: hmacKey(SHARED_SECRET) };
  for (const [parsed, key] of [
    [B25, secret],
    [B26, publicKey()],
  ] as const) {
    const { signature } = parsed;
    for (const wrong of [
      signature.subarray(0, -1),
      signature.subarray(0, 16),
      Buffer.concat([signature, signature]),
    ]) {
      expect(verifyRfc9421({ ...parsed, signature: wrong }, baseOf(parsed), key)).toBe(false);
    }
    expect(verifyRfc9421({ ...parsed, signature: Buffer.alloc(0) }, baseOf(parsed), key)).toBe(false);
  }
});

// Guarantee: how long it takes is the same for an unknown key as for a known one of either kind.
it("does the same work whether the key is known, unknown or of another kind", () => {
  const other = generateKeyPairSync("ed25519").privateKey;
  const forged = { ...B26, signature: sign(null, Buffer.from("other"), other) };
  const base = baseOf(B26);
  const secret: VerificationKey = { algorithm: "hmac-sha256", secret: hmacKey(SHARED_SECRET) };
  const medianUs = (key: VerificationKey | null) => {
    const times: number[] = [];
    for (let i = 0; i < 300; i++) {
      const start = process.hrtime.bigint();
      verifyRfc9421(forged, base, key);
      times.push(Number(process.hrtime.bigint() - start) / 1000);
    }
    return times.sort((a, b) => a - b)[150] as number;
  };
  medianUs(null);
  const [known, unknown, otherKind] = [medianUs(publicKey()), medianUs(null), medianUs(secret)];
  // An Ed25519 verification costs twenty times a MAC: a factor of 4 is far from both noise and that.
  for (const time of [unknown, otherKind]) {
    expect(time).toBeGreaterThan(known / 4);
    expect(time).toBeLessThan(known * 4);
  }
});
