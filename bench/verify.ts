import { createPrivateKey } from "node:crypto";
import { hmacKey } from "#lib/crypto/hmac.ts";
import { parseSignatureRequest, signatureBase } from "#lib/signing/rfc9421.ts";
import { type SigningKey, signRfc9421 } from "#lib/signing/sign-rfc9421.ts";
import { type VerificationKey, verifyRfc9421 } from "#lib/signing/verify-rfc9421.ts";
import type { Credentials } from "./credentials.ts";

/*
 * The arithmetic of one signature, over and over and nothing beside it: what a gate that verifies on one core can't
 * beat, whatever the rest of it costs.
 */

export type VerifyOrder = { readonly algorithm: VerificationKey["algorithm"]; readonly measureMs: number };
export type VerifyResult = { readonly count: number; readonly seconds: number; readonly cpuUs: number };

const TARGET = "http://bench.example/exchange/api/v3/ticker?symbol=BTC-USD";
/** Verifications between two looks at the clock. */
const BATCH = 100;

const [, , credentialsJson = "", pem = ""] = process.argv;
const { hmac, ed25519 } = JSON.parse(credentialsJson) as Credentials;
const verifiers = {
  "hmac-sha256": verifier(
    { algorithm: "hmac-sha256", secret: hmac.secret },
    { algorithm: "hmac-sha256", secret: hmacKey(hmac.secret) },
  ),
  ed25519: verifier(
    { algorithm: "ed25519", privateKey: createPrivateKey(pem) },
    { algorithm: "ed25519", publicKey: Buffer.from(ed25519.publicKey, "base64") },
  ),
};

function verifier(signingKey: SigningKey, key: VerificationKey): () => boolean {
  const createdSec = Math.floor(Date.now() / 1000);
  const headers = signRfc9421(
    { method: "GET", url: TARGET },
    { keyId: "bench", key: signingKey, createdSec, nonce: "1" },
  );
  const parsed = parseSignatureRequest(Object.entries(headers).flat());
  if (!parsed.ok) throw new Error(parsed.code);
  const { host, pathname, search } = new URL(TARGET);
  const received = {
    method: "GET",
    scheme: "http",
    host,
    target: pathname + search,
    rawHeaders: [],
  } as const;
  const base = signatureBase(parsed.value, received);
  if (!base.ok) throw new Error(base.code);
  return () => verifyRfc9421(parsed.value, base.value, key);
}

function run({ algorithm, measureMs }: VerifyOrder): VerifyResult {
  const verify = verifiers[algorithm];
  const from = performance.now();
  const before = process.cpuUsage();
  let count = 0;
  while (performance.now() - from < measureMs) {
    for (let i = 0; i < BATCH; i++) if (!verify()) throw new Error(`${algorithm} does not verify`);
    count += BATCH;
  }
  const { user, system } = process.cpuUsage(before);
  return { count, seconds: (performance.now() - from) / 1000, cpuUs: user + system };
}

process.on("disconnect", () => process.exit(0));
process.on("message", (order: VerifyOrder) => process.send?.(run(order)));
