import { type BearerToken, bearerCredential, parseBearerToken } from "#lib/crypto/bearer-token.ts";
import { type ParsedSignature, parseSignatureRequest } from "#lib/signing/rfc9421.ts";
import type { HeaderFacts } from "./headers.ts";

/** What a request offers as proof of who it comes from; nothing of it is believed yet. */
export type Credential =
  | { readonly kind: "absent" }
  | { readonly kind: "bearer"; readonly token: BearerToken }
  | { readonly kind: "signature"; readonly signature: ParsedSignature }
  /** One that can't be right, whatever the keys are. */
  | { readonly kind: "void"; readonly cause: "checksum_wrong" | "key_unknown" | "absent" }
  | { readonly kind: "malformed"; readonly why: string };

const ABSENT: Credential = { kind: "absent" };
const TWO: Credential = {
  kind: "malformed",
  why: "A request carries one credential, and this one carries two.",
};

/** Finds the one credential of a request: a bearer token, or an RFC 9421 signature. */
export function readCredential(facts: HeaderFacts, rawHeaders: readonly string[]): Credential {
  const { authorization, authorizations, signatures } = facts;
  if (authorizations > 1 || (authorizations === 1 && signatures > 0)) return TWO;
  if (authorization !== null) return readAuthorization(authorization);
  if (signatures === 0) return ABSENT;
  const parsed = parseSignatureRequest(rawHeaders);
  if (parsed.ok) return { kind: "signature", signature: parsed.value };
  if (parsed.code === "request_malformed") {
    return { kind: "malformed", why: parsed.detail ?? "The signature can't be read." };
  }
  return parsed.code === "signature_absent" ? ABSENT : { kind: "void", cause: "key_unknown" };
}

function readAuthorization(value: string): Credential {
  const given = bearerCredential(value);
  if (given === null) {
    const several = /^bearer\s/i.test(value) && value.includes(",");
    return several ? TWO : { kind: "void", cause: "absent" };
  }
  const token = parseBearerToken(given);
  return token === null ? { kind: "void", cause: "checksum_wrong" } : { kind: "bearer", token };
}
