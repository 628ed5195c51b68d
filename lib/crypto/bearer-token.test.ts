import fc from "fast-check";
import { expect, it } from "vitest";
import { newKeyId } from "#lib/kernel/ids.ts";
import {
  BEARER_TOKEN_LENGTH,
  bearerCredential,
  formatBearerToken,
  parseBearerToken,
} from "./bearer-token.ts";
import { sha256 } from "./hash.ts";

const anyEnv = fc.constantFrom("live" as const, "test" as const);
const anyEntropy = fc.uint8Array({ minLength: 32, maxLength: 32 });

// Guarantee: what is issued is what is read, and only its hash is kept.
it("reads what it made", () => {
  fc.assert(
    fc.property(anyEnv, anyEntropy, (env, entropy) => {
      const keyId = newKeyId();
      const token = formatBearerToken(env, keyId, entropy);
      expect(token).toMatch(/^kw_(live|test)_k_[0-9A-Z]{16}_[0-9A-Za-z]{49}$/);
      expect(token).toHaveLength(BEARER_TOKEN_LENGTH);
      expect(parseBearerToken(token)).toEqual({ env, keyId, tokenHash: sha256(token) });
    }),
  );
});

// The published form, byte for byte: a change of alphabet, order or checksum would void every issued token.
it("makes the token of a fixed secret", () => {
  const token = formatBearerToken("live", "k_0123456789ABCDEF", Buffer.alloc(32, 1));
  expect(token).toBe("kw_live_k_0123456789ABCDEF_0El6XFXwsUFD8J2vGxsaboW7rZYnQRBP5d9erwRwd2936kLqO");
});

// Guarantee: a mistyped token costs no look-up.
it("refuses every token with one wrong character", () => {
  const token = formatBearerToken("test", "k_0123456789ABCDEF", Buffer.alloc(32, 7));
  for (let i = 0; i < token.length; i++) {
    for (const wrong of "0aZ_ é") {
      if (token[i] === wrong) continue;
      expect(parseBearerToken(token.slice(0, i) + wrong + token.slice(i + 1)), `at ${i}`).toBeNull();
    }
  }
});

// Guarantee: only the one form is a token, whatever is around it.
it("refuses other forms", () => {
  const token = formatBearerToken("live", "k_0123456789ABCDEF", Buffer.alloc(32, 7));
  const others = [
    "",
    "kw_",
    `${token} `,
    ` ${token}`,
    `${token}\n`,
    token.slice(1),
    token + token,
    "é".repeat(76),
  ];
  others.push(token.replace("kw_live", "kw_prod"), token.replace("kw_", "KW_"), `${token.slice(0, 75)}\n`);
  for (const other of others) expect(parseBearerToken(other), JSON.stringify(other)).toBeNull();
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => parseBearerToken(text) === null),
  );
});

it("throws on a key id or entropy of another form: a caller's bug", () => {
  expect(() => formatBearerToken("live", "k_short", Buffer.alloc(32))).toThrow(RangeError);
  expect(() => formatBearerToken("live", newKeyId(), Buffer.alloc(31))).toThrow(RangeError);
});

// RFC 6750 §2.1 and RFC 9110 §11.1: the scheme's case does not matter, spaces may be several.
it("takes the one credential of a Bearer header", () => {
  expect(bearerCredential("Bearer abc")).toBe("abc");
  expect(bearerCredential("bEARER   a.b-c_~+/==")).toBe("a.b-c_~+/==");
  for (const other of [
    "",
    "Bearer",
    "Bearer ",
    "Bearer\tabc",
    "Bearer a b",
    "Bearer a,b",
    "Basic abc",
    "Bearer a, Bearer b",
  ]) {
    expect(bearerCredential(other), other).toBeNull();
  }
});
