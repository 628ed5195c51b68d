import type { JsonObject } from "#lib/audit/event-data.ts";
import type { DenialCode } from "./contract.ts";

/** What a refusal is explained from. Names inside `detail` are per code; each missing one makes the sentence shorter. */
export type DenialFacts = {
  readonly code: DenialCode;
  readonly ip: string;
  readonly method: string;
  readonly path: string;
  readonly detail: JsonObject;
};

/**
 * What happened and what to do about it, in one or two plain sentences for whoever runs the client.
 *
 * `detail` per code: `timestamp_skew` {ageMs, windowMs, expired?} · `invalid_credentials` {cause, signedPath?} ·
 * `ip_denied` {networks} · `scope_missing` {required} · `rate_limited` {violatedPolicies, retryAfterSec} ·
 * `body_invalid` {why?, pointers} · `body_too_large` {limitBytes} · `constraint_violated` {constraint} ·
 * `environment_mismatch` {keyEnv, upstreamEnv} · `method_unknown` {allow?, rpcMethod?} · `key_*` {at} ·
 * `request_malformed`, `upstream_*` {why?, sent?}.
 */
export function explainDenial(facts: DenialFacts): string {
  const explain: Explain | undefined = explanations[facts.code];
  // What a gate of a later release recorded has no sentence here.
  return explain === undefined ? `Refused with ${facts.code}.` : explain(facts);
}

type Explain = (facts: DenialFacts) => string;

const explanations: Record<DenialCode, Explain> = {
  authority_unknown: () => "The host isn't one of this gate's. Use the base URL on the Connect page.",
  body_invalid: ({ detail }) => {
    const pointers = texts(detail.pointers).filter((pointer) => pointer !== "");
    const why = optional(detail.why, (said) => `: ${lower(said)}`);
    return `The body isn't what this route takes${why}.${pointers.length === 0 ? "" : ` See ${words(pointers)}.`}`;
  },
  body_too_large: ({ detail }) => {
    const limit = number(detail.limitBytes);
    return `The body is longer than ${limit === null ? "this gate takes" : `${bytes(limit)}, the most this gate takes`}.`;
  },
  constraint_violated: ({ detail }) =>
    `A constraint of this key forbids it${optional(detail.constraint, (name) => `: ${name}`)}.`,
  environment_mismatch: ({ detail }) => {
    const key = text(detail.keyEnv) ?? "test";
    const upstream = text(detail.upstreamEnv) ?? (key === "test" ? "live" : "test");
    return `A ${key} key can't reach a ${upstream} upstream. Use a ${upstream} key.`;
  },
  expectation_failed: () => "The gate takes no Expect header but 100-continue. Leave it out.",
  headers_too_large: () => "The headers are longer than 16 KiB together. Send fewer or shorter ones.",
  invalid_credentials: explainCredentials,
  ip_denied: ({ ip, detail }) => {
    const networks = texts(detail.networks);
    const from = networks.length === 0 ? "" : ` Add it, or call from ${words(networks, "or")}.`;
    return `${ip} is not in this key's networks.${from}`;
  },
  key_expired: ({ detail }) =>
    `This key ended${optional(detail.at, (at) => ` at ${instant(at)}`)}. Issue a new one.`,
  key_pending: () => "This key waits for approval. It works once that is given.",
  key_revoked: ({ detail }) =>
    `This key was revoked${optional(detail.at, (at) => ` at ${instant(at)}`)}, which is for good. Issue a new one.`,
  key_suspended: ({ detail }) =>
    `This key is suspended${optional(detail.at, (at) => ` since ${instant(at)}`)}. It works again when it is resumed.`,
  media_type_unsupported: () =>
    "The gate reads JSON and form bodies without Content-Encoding. Send one of these.",
  method_unknown: ({ method, path, detail }) => {
    const rpc = text(detail.rpcMethod);
    if (rpc !== null) return `No route lets ${rpc} through.`;
    const allow = texts(detail.allow);
    return `${path} doesn't take ${method}.${allow.length === 0 ? "" : ` It takes ${words(allow)}.`}`;
  },
  nonce_replayed: () => "This nonce was used before. Make a new one for every request, repeats too.",
  organization_frozen: () => "The organization is frozen: all of its keys are refused.",
  overloaded: () => "The gate had no room for another request. Send it again a moment later.",
  rate_limited: ({ detail }) => {
    const policies = texts(detail.violatedPolicies);
    const limit =
      policies.length === 0
        ? "A limit is"
        : `The limit${policies.length > 1 ? "s" : ""} ${words(policies)} ${policies.length > 1 ? "are" : "is"}`;
    return `${limit} used up${optional(detail.retryAfterSec, (sec) => `; room again after ${sec} s`)}.`;
  },
  replay_memory_full: () => "The gate can't remember more nonces of this key. Send it again a moment later.",
  request_malformed: ({ detail }) =>
    `The request isn't well-formed${optional(detail.why, (why) => `: ${lower(why)}`)}.`,
  request_timeout: () => "The request wasn't complete in time. Send its headers within 10 s.",
  route_unknown: ({ method, path }) => `No route of this gate matches ${method} ${path}.`,
  scope_missing: ({ method, path, detail }) => {
    const call = text(detail.rpcMethod) ?? `${method} ${path}`;
    const required = text(detail.required);
    return required === null
      ? `This key doesn't hold the scope for ${call}.`
      : `${call} needs ${required}, which this key doesn't hold.`;
  },
  stale_policy: () =>
    "The gate has had no news of its policy for too long, and lets nothing through that moves money.",
  timestamp_skew: explainSkew,
  upstream_failed: ({ detail }) => `The upstream didn't answer as it should.${sent(detail)}`,
  upstream_timeout: ({ detail }) => `The upstream didn't answer in time.${sent(detail)}`,
  version_unsupported: () => "The gate speaks HTTP/1.1.",
};

function explainCredentials({ method, path, detail }: DenialFacts): string {
  switch (text(detail.cause)) {
    case "absent":
      return "The request carries no credential. Sign it, or send the key's token.";
    case "checksum_wrong":
      return "The token isn't whole: its last characters don't fit the rest. Copy it again.";
    case "coverage_insufficient":
      return "The signature covers too little. Cover @method, @target-uri and, with a body, content-digest.";
    case "digest_mismatch":
      return "The body isn't the one whose digest was signed. Something changed it on its way, or the digest is of another body.";
    case "key_unknown":
      return "There is no key with this id. Check the keyid.";
    case "kind_mismatch":
      return "This key proves itself in another way than the request tried.";
    case "secret_mismatch":
      return "The secret isn't this key's. Was it rotated? Use the newest one.";
    case "version_ended":
      return "It was made with a version of the key that has ended. Use the newest one.";
    case "signature_mismatch": {
      const signed = text(detail.signedPath);
      return signed === null
        ? `The signature doesn't fit the request ${method} ${path}. It was made with another key, or something it covers was changed.`
        : `The signature was made for ${signed}, the request went to ${path}.`;
    }
    default:
      return "The request didn't prove which key it comes from.";
  }
}

function explainSkew({ detail }: DenialFacts): string {
  const ageMs = number(detail.ageMs);
  if (detail.expired === true) return "The signature's own expiry had passed. Sign later, or for longer.";
  if (ageMs === null) return "The request's time is too far from the gate's. Sync the clock with NTP.";
  const window = number(detail.windowMs);
  const of = ageMs >= 0 ? "behind" : "ahead";
  const allowed = ageMs >= 0 ? window : 1_000;
  return `Your clock is ${seconds(Math.abs(ageMs))} ${of}.${allowed === null ? "" : ` The window is ${seconds(allowed)}.`} Sync it with NTP.`;
}

function sent(detail: JsonObject): string {
  if (detail.sent === true) return " The request had been sent: check before you repeat it.";
  return detail.sent === false ? " The request had not been sent: it is safe to repeat." : "";
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const number = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

function optional(value: unknown, say: (value: string) => string): string {
  if (typeof value === "number") return say(String(value));
  const there = text(value);
  return there === null ? "" : say(there);
}

const LISTED_MAX = 3;
function words(items: readonly string[], join: "and" | "or" = "and"): string {
  const shown = items.slice(0, LISTED_MAX);
  if (items.length > LISTED_MAX) return `${shown.join(", ")} ${join} ${items.length - LISTED_MAX} more`;
  if (shown.length < 2) return shown.join("");
  return `${shown.slice(0, -1).join(", ")} ${join} ${shown.at(-1)}`;
}

/** "6.2 s", "5 s", "1 h 12 min". */
function seconds(ms: number): string {
  const sec = ms / 1_000;
  if (sec < 60) return `${Number(sec.toFixed(1))} s`;
  const min = Math.floor(sec / 60);
  if (min < 60) return `${min} min ${Math.floor(sec % 60)} s`;
  const hours = Math.floor(min / 60);
  return hours < 48 ? `${hours} h ${min % 60} min` : `${Math.floor(hours / 24)} d`;
}

function bytes(count: number): string {
  if (count % (1 << 20) === 0) return `${count >> 20} MiB`;
  return count % 1024 === 0 ? `${count >> 10} KiB` : `${count} bytes`;
}

/** RFC 3339 as evidence writes it. */
function instant(at: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at)
    ? `${at.slice(0, 10)} ${at.slice(11, 23)} UTC`
    : at;
}

const lower = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, "");
