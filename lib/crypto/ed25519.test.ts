import { createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  ED25519_PUBLIC_KEY_LENGTH,
  ed25519SpkiDer,
  ed25519SpkiPem,
  importEd25519PublicKey,
  verifyEd25519,
} from "./ed25519.ts";
import vectors from "./vectors/ed25519_test.json" with { type: "json" };

// Wycheproof: every case decided as published, with keys that go through the import.
it("decides all Wycheproof ed25519 cases", () => {
  let seen = 0;
  for (const group of vectors.testGroups) {
    const key = importEd25519PublicKey(group.publicKeyPem);
    expect(key).toEqual({ ok: true, value: Buffer.from(group.publicKey.pk, "hex") });
    if (!key.ok) continue;
    for (const { tcId, msg, sig, result } of group.tests) {
      const valid = verifyEd25519(key.value, Buffer.from(msg, "hex"), Buffer.from(sig, "hex"));
      expect(valid, `case ${tcId}`).toBe(result === "valid");
      seen++;
    }
  }
  expect(seen).toBe(vectors.numberOfTests);
});

const pair = generateKeyPairSync("ed25519");
const der = pair.publicKey.export({ type: "spki", format: "der" });
const pem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
const raw = der.subarray(12);

// Guarantee: PEM, DER and raw bytes of one key are one key.
it("imports the same key from PEM, DER and raw bytes", () => {
  for (const input of [
    pem,
    ` \n${pem.replaceAll("\n", "\r\n")}\n`,
    pem.trim(),
    der,
    raw,
    Uint8Array.from(raw),
  ]) {
    expect(importEd25519PublicKey(input)).toEqual({ ok: true, value: Buffer.from(raw) });
  }
  expect(ed25519SpkiPem(raw)).toBe(pem);
  expect(ed25519SpkiDer(raw)).toEqual(der);
});

// Guarantee: the key is a copy: the caller's buffer may be written over afterwards.
it("keeps its own copy", () => {
  const input = Buffer.from(raw);
  const key = importEd25519PublicKey(input);
  input.fill(0);
  expect(key).toEqual({ ok: true, value: Buffer.from(raw) });
});

// Guarantee: another algorithm is refused as such, a private key with a warning.
it("refuses other algorithms and private keys, and says so", () => {
  const others = [
    generateKeyPairSync("ed448").publicKey,
    generateKeyPairSync("x25519").publicKey,
    generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey,
    generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey,
  ];
  for (const other of others) {
    for (const input of [
      other.export({ type: "spki", format: "pem" }).toString(),
      other.export({ type: "spki", format: "der" }),
    ]) {
      expect(importEd25519PublicKey(input)).toMatchObject({
        ok: false,
        detail: expect.stringContaining("not an Ed25519"),
      });
    }
  }
  const privatePem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  expect(importEd25519PublicKey(privatePem)).toMatchObject({
    ok: false,
    detail: expect.stringContaining("private key"),
  });
});

// Guarantee: no key under which one signature fits many messages (RFC 8032 §8.9, "Taming the many EdDSAs").
it("refuses low-order, non-canonical and off-curve points", () => {
  const bad = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0200000000000000000000000000000000000000000000000000000000000000",
  ];
  for (const hex of bad) {
    const point = Buffer.from(hex, "hex");
    for (const input of [point, Buffer.concat([der.subarray(0, 12), point]), ed25519SpkiPem(point)]) {
      expect(importEd25519PublicKey(input), hex).toMatchObject({ ok: false, code: "public_key_invalid" });
    }
  }
});

// Guarantee: junk is refused, never a throw; one key has one text.
it("refuses anything else", () => {
  const body = der.toString("base64");
  const wrong = [
    "",
    body,
    pem + pem,
    `x${pem}`,
    pem.replaceAll("PUBLIC KEY", "CERTIFICATE"),
    pem.replace(body, `${body}=`),
    pem.replace(body, body.slice(0, -1)),
    pem.replace(body, `${body}${body}`),
    "A".repeat(5000),
    der.subarray(0, 43),
    Buffer.concat([der, Buffer.alloc(1)]),
    Buffer.alloc(31, 9),
  ];
  for (const input of wrong) expect(importEd25519PublicKey(input)).toMatchObject({ ok: false });
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 50 }),
      (bytes) => typeof importEd25519PublicKey(bytes).ok === "boolean",
    ),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      expect(importEd25519PublicKey(`-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----`).ok).toBe(
        false,
      );
    }),
  );
});

// Guarantee: agrees with another implementation on honest signatures, and on every changed bit.
it("agrees with OpenSSL on signatures and on their single-bit changes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(64 * 8 - 1), (message, bit) => {
      const signature = sign(null, message, pair.privateKey);
      expect(verifyEd25519(raw, message, signature)).toBe(true);
      signature[bit >> 3] = (signature[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(verifyEd25519(raw, message, signature)).toBe(false);
      expect(verify(null, message, createPublicKey(pem), signature)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

// The native function reads a prefix of a longer signature, and aborts on a shorter one.
it("refuses signatures that are longer or shorter than 64 bytes", () => {
  const message = Buffer.from("m");
  const signature = sign(null, message, pair.privateKey);
  for (const wrong of [
    signature.subarray(0, 63),
    Buffer.concat([signature, Buffer.alloc(1)]),
    Buffer.alloc(0),
  ]) {
    expect(verifyEd25519(raw, message, wrong)).toBe(false);
  }
  expect(() => verifyEd25519(Buffer.alloc(ED25519_PUBLIC_KEY_LENGTH - 1), message, signature)).toThrow(
    RangeError,
  );
  expect(() => ed25519SpkiDer(Buffer.alloc(33))).toThrow(RangeError);
});
