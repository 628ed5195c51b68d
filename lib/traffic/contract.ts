import type { JsonObject } from "#lib/audit/event-data.ts";

/** Codes with which the gate refuses a request (its public answers), beside `allowed`. */
export const denialCodes = [
  "authority_unknown",
  "body_invalid",
  "body_too_large",
  "constraint_violated",
  "environment_mismatch",
  "expectation_failed",
  "headers_too_large",
  "invalid_credentials",
  "ip_denied",
  "key_expired",
  "key_pending",
  "key_revoked",
  "key_suspended",
  "media_type_unsupported",
  "method_unknown",
  "nonce_replayed",
  "organization_frozen",
  "overloaded",
  "rate_limited",
  "replay_memory_full",
  "request_malformed",
  "request_timeout",
  "route_unknown",
  "scope_missing",
  "stale_policy",
  "timestamp_skew",
  "upstream_failed",
  "upstream_timeout",
  "version_unsupported",
] as const;
export type DenialCode = (typeof denialCodes)[number];

export type TrafficOutcome = "allowed" | DenialCode;

/** One request, once it is answered; the gate records each exactly once. */
export type TrafficFact = {
  readonly atMs: number;
  /** The key the request names, where there is such a key, and its organization: proved or not. */
  readonly orgId: string | null;
  readonly keyId: string | null;
  /** The version whose signature or secret was proved; null: nothing was proved. */
  readonly versionId: string | null;
  /** Names in the configuration; empty when none was reached. */
  readonly upstream: string;
  /** The route's own pattern with its method ("POST /api/v3/order"), never a path as sent; empty when none matched. */
  readonly route: string;
  readonly outcome: TrafficOutcome;
  readonly ip: string;
  /** The rest is kept for refused requests only. */
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  /** The X-Request-Id of the answer: a UUIDv7. */
  readonly requestId: string;
  readonly status: number;
  /** What the code's sentence needs; see `explainDenial` for the names. Never a secret or a body. */
  readonly detail: JsonObject;
};

/** What a recorder hands over for one flush. Plain data: it may be kept on disk at an orderly stop. */
export type TrafficBatch = {
  readonly counts: readonly {
    readonly minuteMs: number;
    readonly orgId: string | null;
    readonly keyId: string | null;
    readonly versionId: string | null;
    readonly upstream: string;
    readonly route: string;
    readonly outcome: TrafficOutcome;
    readonly count: number;
  }[];
  /** The last proved use of each version. */
  readonly used: readonly {
    readonly versionId: string;
    readonly keyId: string;
    readonly orgId: string;
    readonly atMs: number;
    readonly ip: string;
  }[];
  /** Refused requests; `repeats` more like each were only counted. */
  readonly denied: readonly (TrafficFact & { readonly repeats: number })[];
};
