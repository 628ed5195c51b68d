import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { createSigner, createVerifier, httpbis } from "http-message-signatures";
import { expect, it } from "vitest";
import { importEd25519PublicKey } from "#lib/crypto/ed25519.ts";
import { sha256, sha512 } from "#lib/crypto/hash.ts";
import { hmacKey } from "#lib/crypto/hmac.ts";
import { contentDigestMatches, parseContentDigest } from "./content-digest.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { coversEnough, parseSignatureRequest, signatureBase } from "./rfc9421.ts";
import { signRfc9421 } from "./sign-rfc9421.ts";
import { type VerificationKey, verifyRfc9421 } from "./verify-rfc9421.ts";

const pair = generateKeyPairSync("ed25519");
const imported = importEd25519PublicKey(pair.publicKey.export({ type: "spki", format: "der" }));
if (!imported.ok) throw new Error(imported.code);
const SECRET = "kwPrintedSecret0123456789";
const ED25519: VerificationKey = { algorithm: "ed25519", publicKey: imported.value };
const HMAC: VerificationKey = { algorithm: "hmac-sha256", secret: hmacKey(SECRET) };

type Sent = ReceivedRequest & { readonly body: Buffer };

/** The gate's steps in the gate's order: the code of the first refusal, or "ok". */
function judge({ body, ...request }: Sent, key: VerificationKey): string {
  const parsed = parseSignatureRequest(request.rawHeaders);
  if (!parsed.ok) return parsed.code;
  if (!coversEnough(parsed.value, body.length > 0)) return "invalid_credentials";
  const base = signatureBase(parsed.value, request);
  if (!base.ok) return base.code;
  if (!verifyRfc9421(parsed.value, base.value, key)) return "invalid_credentials";
  if (!parsed.value.components.includes("content-digest")) return "ok";
  const digests = parseContentDigest(request.rawHeaders);
  if (!digests.ok) return digests.code;
  return contentDigestMatches(digests.value, body) ? "ok" : "invalid_credentials";
}

type Plan = {
  readonly method: string;
  readonly url: string;
  readonly body: Uint8Array;
  readonly sha512: boolean;
  readonly extra: string;
  readonly target: readonly string[];
  readonly withExtra: boolean;
  readonly nonce: string;
  readonly alg: boolean;
  readonly hmac: boolean;
  readonly label: string;
  readonly order: number;
};

const anyPlan: fc.Arbitrary<Plan> = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH"),
  url: fc
    .tuple(
      fc.constantFrom(
        "https://gate.example",
        "https://gate.example:8443",
        "https://127.0.0.1:443",
        "https://[::1]:8443",
      ),
      fc.webPath(),
      fc.option(fc.webQueryParameters()),
    )
    // As an HTTP client sends it: the URL parser's spelling.
    .map(([origin, path, query]) => new URL(`${origin}/exchange${path}${query ? `?${query}` : ""}`).href),
  body: fc.uint8Array({ maxLength: 60 }),
  sha512: fc.boolean(),
  extra: fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/),
  target: fc.constantFrom(
    ["@target-uri"],
    ["@authority", "@path", "@query"],
    ["@target-uri", "@authority", "@path", "@scheme"],
  ),
  withExtra: fc.boolean(),
  nonce: fc.stringMatching(/^[!-~]{1,60}$/),
  alg: fc.boolean(),
  hmac: fc.boolean(),
  label: fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,10}$/),
  order: fc.nat(),
});

/** Signs with a library that was not written here. */
async function signElsewhere(plan: Plan): Promise<Sent> {
  const body = Buffer.from(plan.body);
  const url = new URL(plan.url);
  const headers: Record<string, string> = { host: url.host, "x-extra": plan.extra };
  const fields = ["@method", ...plan.target, ...(plan.withExtra ? ["x-extra"] : [])];
  if (body.length > 0) {
    headers["content-digest"] = plan.sha512
      ? `sha-512=:${sha512(body).toString("base64")}:`
      : `sha-256=:${sha256(body).toString("base64")}:`;
    fields.push("content-digest");
  }
  fields.push(...fields.splice(0, plan.order % fields.length));
  const key = plan.hmac
    ? createSigner(SECRET, "hmac-sha256", "k_1")
    : createSigner(pair.privateKey, "ed25519", "k_1");
  const signed = await httpbis.signMessage(
    {
      ...{
        key,
        fields,
        name: plan.label,
        paramValues: { nonce: plan.nonce, created: new Date(1_700_000_000_000) },
      },
      params: ["created", "nonce", "keyid", ...(plan.alg ? ["alg"] : []), "expires"],
    },
    { method: plan.method, url: plan.url, headers },
  );
  const rawHeaders = Object.entries(signed.headers as Record<string, string>).flat();
  return {
    method: plan.method,
    scheme: "https",
    host: url.host,
    target: url.pathname + url.search,
    rawHeaders,
    body,
  };
}

const keyOf = (plan: Plan) => (plan.hmac ? HMAC : ED25519);

// Guarantee: a client on another library is understood.
it("verifies what http-message-signatures signs", async () => {
  await fc.assert(
    fc.asyncProperty(anyPlan, async (plan) => {
      const sent = await signElsewhere(plan);
      expect(judge(sent, keyOf(plan))).toBe("ok");
      expect(judge(sent, plan.hmac ? ED25519 : HMAC)).toBe("invalid_credentials");
    }),
    { numRuns: 300 },
  );
});

// Guarantee: what we sign, another library understands: our signature base is not a dialect.
it("signs what http-message-signatures verifies", async () => {
  await fc.assert(
    fc.asyncProperty(anyPlan, async ({ method, url, body, extra, nonce, hmac }) => {
      const key = hmac
        ? ({ algorithm: "hmac-sha256", secret: SECRET } as const)
        : ({ algorithm: "ed25519", privateKey: pair.privateKey } as const);
      const headers = { "x-extra": extra };
      const added = signRfc9421(
        { method, url, body, headers },
        { keyId: "k_1", key, createdSec: 1, nonce, cover: ["x-extra"] },
      );
      const verifier = hmac
        ? createVerifier(SECRET, "hmac-sha256")
        : createVerifier(pair.publicKey, "ed25519");
      const valid = await httpbis.verifyMessage(
        { keyLookup: async () => ({ id: "k_1", algs: [key.algorithm], verify: verifier }) },
        { method, url, headers: { ...headers, ...added } },
      );
      expect(valid).toBe(true);
    }),
    { numRuns: 100 },
  );
});

/** Every way to change one character of a text. */
const CHANGES = ["\0", " ", "0", "A", "a", "?", "/", '"', ":", ";", "é"];
function* changedTexts(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    for (const char of CHANGES) if (text[at] !== char) yield text.slice(0, at) + char + text.slice(at + 1);
    yield text.slice(0, at) + text.slice(at + 1);
  }
}

// Guarantee: with any covered byte changed, removed or added the request is refused.
it("refuses a request with any covered byte changed", async () => {
  await fc.assert(
    fc.asyncProperty(anyPlan, async (anything) => {
      const plan = { ...anything, body: Uint8Array.from([1, ...anything.body]), withExtra: true };
      const good = await signElsewhere(plan);
      const refused = (change: Partial<Sent>, what: string) => {
        expect(judge({ ...good, ...change }, keyOf(plan)), what).toMatch(
          /^(invalid_credentials|request_malformed)$/,
        );
      };
      for (const method of changedTexts(good.method)) refused({ method }, method);
      for (const target of changedTexts(good.target)) {
        // Without a query, one that is empty says the same: RFC 9421 §2.2.7 gives both the value "?".
        if (target !== `${good.target}?`) refused({ target }, target);
      }
      for (const host of changedTexts(good.host)) {
        if (plan.target[0] === "@target-uri" || host.toLowerCase() !== good.host) refused({ host }, host);
      }
      for (let i = 0; i < good.body.length; i++) {
        const body = Buffer.from(good.body);
        body[i] = (body[i] as number) ^ 1;
        refused({ body }, `body ${i}`);
      }
      refused({ body: good.body.subarray(1) }, "shorter body");
      refused({ body: Buffer.alloc(0) }, "no body");
      for (let i = 0; i < good.rawHeaders.length; i += 2) {
        const name = good.rawHeaders[i] as string;
        if (name === "host") continue;
        refused({ rawHeaders: good.rawHeaders.toSpliced(i, 2) }, `without ${name}`);
        refused({ rawHeaders: good.rawHeaders.concat(name, "x") }, `another ${name}`);
        for (const value of changedTexts(good.rawHeaders[i + 1] as string)) {
          refused({ rawHeaders: good.rawHeaders.with(i + 1, value) }, `${name}: ${value}`);
        }
      }
    }),
    { numRuns: 12 },
  );
}, 60_000);
