import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { expect, it } from "vitest";
import type { Holder } from "#lib/enforce/snapshot.ts";
import { Assertions } from "./assertions.ts";

const holder = (scopes: string[], ceiling: string[]): Holder => ({
  key: {
    id: "k_0123456789ABCDEF",
    orgId: "org",
    env: "live",
    kind: "ed25519",
    status: "active",
    statusAtMs: 0,
    expiresAtMs: Number.POSITIVE_INFINITY,
    scopes: new Set(scopes),
    networks: null,
    cidrs: null,
    versions: [],
  },
  org: { id: "org", frozen: false, tier: null, ceiling: new Set(ceiling) },
});
const request = { id: "id-1", method: "POST", path: "/order?a=1" };

function assertedBy(
  assertions: Assertions,
  who: Holder,
  upstream: string,
  risk: "read" | "trade",
  about = request,
) {
  const headers: string[] = [];
  assertions.push(headers, who, upstream, risk, about);
  const named = Object.fromEntries(
    headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1] ?? ""]] : [])),
  );
  const jws = named["X-Keywarden-Assertion"] ?? "";
  const [head = "", claims = "", signature = ""] = jws.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  const key = createPublicKey({ key: assertions.jwks.keys[0] as JsonWebKey, format: "jwk" });
  const valid = verify(null, Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, "base64url"));
  return { jws, valid, header: read(head), claims: read(claims), named };
}

// RFC 7515, RFC 8037: what an upstream reads it can check with the published key.
it("signs whom it speaks for", () => {
  const assertions = new Assertions();
  const who = holder(["trade:write", "account:read", "wallet:read"], ["account:read", "trade:write"]);
  const { valid, header, claims, named } = assertedBy(assertions, who, "exchange", "trade");
  expect(valid).toBe(true);
  expect(header).toEqual({ alg: "EdDSA", typ: "JWT", kid: assertions.jwks.keys[0]?.kid });
  expect(claims).toMatchObject({
    iss: "keywarden",
    aud: "exchange",
    sub: "k_0123456789ABCDEF",
    org: "org",
    scopes: ["account:read", "trade:write"],
    jti: "id-1",
    method: "POST",
    path: "/order?a=1",
  });
  expect(claims.exp - claims.iat).toBe(60);
  expect(named["X-Keywarden-Scopes"]).toBe("account:read trade:write");
});

// Guarantee: only what reads is asserted with something used before, and never for another upstream, key or ceiling.
it("uses an assertion again for reads alone", () => {
  const assertions = new Assertions();
  const who = holder(["account:read"], ["account:read"]);
  const jws = (upstream: string, risk: "read" | "trade", of = who) =>
    assertedBy(assertions, of, upstream, risk).jws;
  const first = jws("exchange", "read");
  expect(jws("exchange", "read")).toBe(first);
  expect(jws("chain", "read")).not.toBe(first);
  expect(jws("exchange", "read", { key: { ...who.key }, org: who.org })).toBeDefined();
  const lowered = { key: who.key, org: { ...who.org, ceiling: new Set<string>() } };
  expect(assertedBy(assertions, lowered, "exchange", "read").claims.scopes).toEqual([]);
  const trade = assertedBy(assertions, who, "exchange", "trade", { ...request, id: "id-2" });
  expect([trade.jws === first, trade.claims.jti]).toEqual([false, "id-2"]);
  expect(assertedBy(assertions, who, "exchange", "read").claims.jti).toBeUndefined();
});
