import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { z } from "zod";
import { parseStrictJson } from "#lib/crypto/strict-json.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";

/** What the gate says about a request that it has judged: an upstream needs to trust nothing else. */
export type Asserted = {
  readonly org: string;
  readonly key: string;
  readonly scopes: readonly string[];
};

export type AssertionError =
  | "assertion_missing"
  | "assertion_wrong"
  | "assertion_expired"
  | "assertion_for_another";

/** What the request at hand is. */
export type Expected = {
  /** The upstream's name in the gate's configuration. */
  readonly audience: string;
  readonly method: string;
  /** Path and query as received here. */
  readonly target: string;
};

const ASSERTION_LENGTH_MAX = 8_192;
/** Clocks of one house; the assertion itself lives for seconds. */
const SKEW_SEC = 2;
const KEYS_MAX = 8;

const headerSchema = z.object({ alg: z.literal("EdDSA"), kid: z.string().min(1).max(128) });
const claimsSchema = z.object({
  iss: z.literal("keywarden"),
  aud: z.string(),
  iat: z.int(),
  exp: z.int(),
  org: z.string().min(1).max(64),
  key: z.string().min(1).max(64),
  scopes: z.array(z.string()).max(64),
  /** In assertions for acts only: those for reads serve many requests of a key. */
  method: z.string().optional(),
  path: z.string().optional(),
});

const jwksSchema = z.object({
  keys: z
    .array(z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), kid: z.string(), x: z.string() }))
    .max(KEYS_MAX),
});

export type GateKeys = ReadonlyMap<string, KeyObject>;

/** Reads the gate's JWKS (RFC 7517, RFC 8037); null when it is anything else. */
export function readJwks(bytes: Buffer): GateKeys | null {
  const json = parseStrictJson(bytes, 4);
  const jwks = json.ok ? jwksSchema.safeParse(json.value) : null;
  if (!jwks?.success) return null;
  try {
    return new Map(
      jwks.data.keys.map(({ kty, crv, kid, x }) => [
        kid,
        createPublicKey({ key: { kty, crv, x }, format: "jwk" }),
      ]),
    );
  } catch {
    return null;
  }
}

/** The key an assertion says it is signed with, before anything of it is believed. */
export function keyIdOf(jws: string): string | null {
  const parts = jws.length <= ASSERTION_LENGTH_MAX ? jws.split(".") : [];
  if (parts.length !== 3) return null;
  const header = headerSchema.safeParse(jsonPart(parts[0] as string));
  return header.success ? header.data.kid : null;
}

/**
 * Verifies a compact JWS of the gate (RFC 7515, RFC 8037). One that names a method and a path is good for that request
 * alone; one that doesn't is good for reads (GET) of its key.
 *
 * @param nowMs milliseconds since the epoch.
 */
export function verifyAssertion(
  jws: string | undefined,
  expected: Expected,
  keys: GateKeys,
  nowMs: number,
): Result<Asserted, AssertionError> {
  if (jws === undefined || jws === "") return err("assertion_missing");
  const key = keys.get(keyIdOf(jws) ?? "");
  const [header = "", payload = "", signature = ""] = jws.split(".");
  const given = Buffer.from(signature, "base64url");
  // One spelling for a signature: the decoder alone would also take others.
  if (!key || given.length !== 64 || given.toString("base64url") !== signature) return err("assertion_wrong");
  if (!verify(null, Buffer.from(`${header}.${payload}`), key, given)) return err("assertion_wrong");
  const claims = claimsSchema.safeParse(jsonPart(payload));
  if (!claims.success) return err("assertion_wrong");
  const { aud, iat, exp, org, key: keyId, scopes, method, path } = claims.data;
  const nowSec = nowMs / 1000;
  if (nowSec > exp + SKEW_SEC || nowSec < iat - SKEW_SEC) return err("assertion_expired");
  const unbound = method === undefined && path === undefined && expected.method === "GET";
  const bound = method === expected.method && path === expected.target;
  if (aud !== expected.audience || !(unbound || bound)) return err("assertion_for_another");
  return ok({ org, key: keyId, scopes });
}

function jsonPart(part: string): unknown {
  const json = parseStrictJson(Buffer.from(part, "base64url"), 4);
  return json.ok ? json.value : null;
}
