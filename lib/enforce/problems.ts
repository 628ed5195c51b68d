import type { CredentialFault } from "./authenticate.ts";

/** What the gate may tell its caller: the status, a title, and a sentence that is the same for everybody. */
type Answer = { readonly status: number; readonly title: string; readonly detail: string };

/** Every refusal there is. Codes are public; whatever must not be told apart has one code. */
export const answers = {
  request_malformed: {
    status: 400,
    title: "Malformed request",
    detail: "The request is not well-formed, or can be read in two ways.",
  },
  body_invalid: { status: 400, title: "Invalid body", detail: "The body is not what this route takes." },
  timestamp_skew: {
    status: 400,
    title: "Timestamp out of window",
    detail: "The signature's time is too far from the server's, or has expired.",
  },
  invalid_credentials: {
    status: 401,
    title: "Invalid credentials",
    detail: "The request carries no credential that is valid here.",
  },
  key_expired: { status: 401, title: "Key expired", detail: "This key has expired. Issue a new one." },
  key_revoked: { status: 401, title: "Key revoked", detail: "This key was revoked. Issue a new one." },
  key_suspended: {
    status: 401,
    title: "Key suspended",
    detail: "This key is suspended. It works again when it is resumed.",
  },
  key_pending: { status: 401, title: "Key pending", detail: "This key waits for approval." },
  nonce_replayed: {
    status: 401,
    title: "Nonce replayed",
    detail: "This nonce was used before. Sign every request with a new one.",
  },
  ip_denied: {
    status: 403,
    title: "Address not allowed",
    detail: "The request comes from an address that is not in this key's networks.",
  },
  scope_missing: {
    status: 403,
    title: "Scope missing",
    detail: "This key does not hold the scope required.",
  },
  constraint_violated: {
    status: 403,
    title: "Constraint violated",
    detail: "A constraint of this key forbids the request.",
  },
  organization_frozen: {
    status: 403,
    title: "Organization frozen",
    detail: "The organization is frozen: all of its keys are refused.",
  },
  environment_mismatch: {
    status: 403,
    title: "Environment mismatch",
    detail: "A key of one environment does not reach the upstreams of another.",
  },
  route_unknown: { status: 404, title: "Route unknown", detail: "No route of this gate matches the path." },
  method_unknown: {
    status: 405,
    title: "Method unknown",
    detail: "The path is known, and this method is not one it takes.",
  },
  request_timeout: {
    status: 408,
    title: "Request timeout",
    detail: "The request was not complete in time.",
  },
  body_too_large: {
    status: 413,
    title: "Body too large",
    detail: "The body is longer than this gate takes.",
  },
  media_type_unsupported: {
    status: 415,
    title: "Media type unsupported",
    detail: "The route takes JSON, and no request may have a Content-Encoding.",
  },
  expectation_failed: {
    status: 417,
    title: "Expectation failed",
    detail: "The gate knows no expectation but 100-continue.",
  },
  authority_unknown: {
    status: 421,
    title: "Authority unknown",
    detail: "The Host of the request is none of this gate's.",
  },
  rate_limited: {
    status: 429,
    title: "Rate limited",
    detail: "A limit is used up. Wait as Retry-After says.",
  },
  headers_too_large: {
    status: 431,
    title: "Headers too large",
    detail: "The headers are longer than 16 KiB together.",
  },
  upstream_failed: {
    status: 502,
    title: "Upstream failed",
    detail: "The upstream did not answer as it should.",
  },
  overloaded: { status: 503, title: "Overloaded", detail: "The gate has no room for another request." },
  stale_policy: {
    status: 503,
    title: "Policy stale",
    detail: "The gate has had no news of its policy for too long to let this through.",
  },
  replay_memory_full: {
    status: 503,
    title: "Replay memory full",
    detail: "The gate cannot remember more nonces of this key. Try again a moment later.",
  },
  upstream_timeout: {
    status: 504,
    title: "Upstream timeout",
    detail: "The upstream did not answer in time.",
  },
  version_unsupported: {
    status: 505,
    title: "HTTP version unsupported",
    detail: "The gate speaks HTTP/1.1.",
  },
} as const satisfies Record<string, Answer>;

export type Code = keyof typeof answers;

type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };
export type Detail = { readonly [name: string]: Value };

/** A refusal: its code, and what is known of it. What of that the caller learns is decided in `problem`. */
export type Denial = { readonly code: Code; readonly detail: Detail };

export function deny(
  code: "invalid_credentials",
  detail: { readonly cause: CredentialFault },
): { allow: false } & Denial;
export function deny(code: Exclude<Code, "invalid_credentials">, detail: Detail): { allow: false } & Denial;
export function deny(code: Code, detail: Detail): { allow: false } & Denial {
  return { allow: false, code, detail };
}

/** Status and code of a refusal: all that a caller who proved nothing learns. */
export function publicAnswer({ code }: Denial): readonly [status: number, code: Code] {
  return [answers[code].status, code];
}

/** Members of the problem that go out, by code. What isn't here stays in the gate's own records. */
const SAID: Partial<Record<Code, readonly string[]>> = {
  body_invalid: ["errors"],
  constraint_violated: ["constraint"],
  method_unknown: ["rpcMethod"],
  rate_limited: ["violatedPolicies"],
  scope_missing: ["required", "rpcMethod"],
  upstream_failed: ["sent"],
  upstream_timeout: ["sent"],
};

/** The body of a refusal (RFC 9457). */
export function problem(denial: Denial, requestId: string, nowMs: number): string {
  const { code, detail } = denial;
  const { status, title } = answers[code];
  const extra: Record<string, Value> = {};
  for (const name of SAID[code] ?? []) {
    const value = detail[name];
    if (value !== undefined) extra[name] = value;
  }
  if (code === "timestamp_skew") extra.serverTime = new Date(nowMs).toISOString();
  return JSON.stringify({
    type: `/problems/${code}`,
    title,
    status,
    code,
    detail: sentence(denial),
    requestId,
    ...extra,
  });
}

/** Says more than the code's own sentence where that helps the caller and tells nothing of others. */
function sentence({ code, detail }: Denial): string {
  const { detail: plain } = answers[code];
  const why = typeof detail.why === "string" ? detail.why : null;
  switch (code) {
    case "request_malformed":
    case "body_invalid":
      return why ?? plain;
    case "rate_limited":
      return why ?? plain;
    case "scope_missing":
      return `The scope ${detail.required} is required, and this key does not hold it.`;
    case "upstream_failed":
    case "upstream_timeout":
      return `${plain} ${detail.sent === true ? SENT : NOT_SENT}`;
    default:
      return plain;
  }
}

const SENT = "The request had been sent: whether it took effect is not known.";
const NOT_SENT = "The request had not been sent.";
