import * as z from "zod/mini";
import type { JsonObject } from "#lib/audit/event-data.ts";
import { strictInput } from "#lib/kernel/strict-input.ts";
import { textField } from "#lib/kernel/text-field.ts";

/** Runs anywhere. Components may also import explain-denial. */

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

export const DENIED_PAGE_SIZE = 50;
export const DENIED_COUNT_MAX = 10_000;
/** Traffic and refused requests are kept this long. */
export const TRAFFIC_DAYS_KEPT = 30;

/** The ranges a page shows, each with the length of one bucket. */
export const trafficRanges = {
  "1h": { lengthMs: 3_600_000, bucketMs: 60_000, words: "last hour" },
  "24h": { lengthMs: 86_400_000, bucketMs: 1_800_000, words: "last 24 h" },
  "7d": { lengthMs: 7 * 86_400_000, bucketMs: 4 * 3_600_000, words: "last 7 days" },
  "30d": { lengthMs: 30 * 86_400_000, bucketMs: 86_400_000, words: "last 30 days" },
} as const;
export type TrafficRange = keyof typeof trafficRanges;
const rangeNames = Object.keys(trafficRanges) as [TrafficRange];

const KEY_ID = /^k_[0-9A-HJKMNP-TV-Z]{16}$/;

/** One entry a chip, so that a page can parse each alone and keep the rest when one is broken. */
export const trafficFilterFields = {
  range: z.enum(rangeNames, `The time is one of ${rangeNames.join(", ")}.`),
  key: z.string().check(z.regex(KEY_ID, "A key id is k_ and 16 characters, such as k_7Q2MXH4T9ABCDEFG.")),
  org: z.uuid("Name the organization by its id."),
  code: z.enum(denialCodes, "The gate has no such answer."),
  upstream: textField("The upstream", 1, 63),
  route: textField("The route", 1, 300),
  ip: z.union([z.ipv4(), z.ipv6()], "An address such as 203.0.113.9."),
  /** Narrow the range to a part of it: whole minutes. */
  from: z.iso.datetime({ error: "A time such as 2026-11-23T15:30:00Z." }),
  to: z.iso.datetime({ error: "A time such as 2026-11-23T15:30:00Z." }),
} as const;

const optional = <S extends Parameters<typeof z.optional>[0]>(schema: S) => z.optional(schema);
export const trafficFilter = strictInput({
  range: z._default(trafficFilterFields.range, "24h"),
  key: optional(trafficFilterFields.key),
  org: optional(trafficFilterFields.org),
  code: optional(trafficFilterFields.code),
  upstream: optional(trafficFilterFields.upstream),
  route: optional(trafficFilterFields.route),
  ip: optional(trafficFilterFields.ip),
  from: optional(trafficFilterFields.from),
  to: optional(trafficFilterFields.to),
});
export type TrafficFilter = z.output<typeof trafficFilter>;

/** Which traffic: by key, by organization, or all that one may see. A code narrows refusals only. */
export type TrafficScope = Partial<
  Pick<TrafficFilter, "key" | "org" | "upstream" | "route" | "code" | "from" | "to">
>;

export const listDeniedInput = strictInput({
  filter: z._default(trafficFilter, { range: "24h" }),
  /** A cursor of the page before: requests older than it, or newer. At most one of the two. */
  older: optional(z.string().check(z.maxLength(80))),
  newer: optional(z.string().check(z.maxLength(80))),
});
export type ListDeniedInput = z.output<typeof listDeniedInput>;

export const countNewerDeniedInput = strictInput({
  filter: z._default(trafficFilter, { range: "24h" }),
  /** The newest request that a page shows; null: it shows none. */
  after: z.nullable(z.string().check(z.maxLength(80))),
});
export type CountNewerDeniedInput = z.output<typeof countNewerDeniedInput>;

export const findDeniedInput = strictInput({
  requestId: z.uuid("Name the request by the id of its answer."),
  /** Its neighbours are those of this list. */
  filter: z._default(trafficFilter, { range: "24h" }),
});
export type FindDeniedInput = z.output<typeof findDeniedInput>;

export type UsagePoint = {
  /** When the bucket begins. */
  readonly at: string;
  /** null: no gate was running then, so nobody knows. */
  readonly allowed: number | null;
  readonly denied: number | null;
  /** The bucket that isn't over yet. */
  readonly running: boolean;
};
export type Usage = {
  readonly range: TrafficRange;
  readonly bucketMs: number;
  readonly from: string;
  readonly to: string;
  /** Oldest first, every bucket of the range. */
  readonly points: readonly UsagePoint[];
  readonly allowed: number;
  readonly denied: number;
};

export type DenialReason = {
  readonly code: DenialCode;
  readonly count: number;
  readonly lastAt: string | null;
  /** The last such request in words; null when its row is no longer kept. */
  readonly sentence: string | null;
  readonly lastRequestId: string | null;
};

export type DeniedRow = {
  readonly requestId: string;
  readonly at: string;
  readonly code: DenialCode;
  readonly status: number;
  readonly method: string;
  readonly path: string;
  readonly ip: string;
  /** What happened and what to do, in words. */
  readonly sentence: string;
  /** How many more of the same key, code and address were only counted. */
  readonly repeats: number;
  readonly key: { readonly id: string; readonly name: string } | null;
  readonly org: { readonly id: string; readonly name: string } | null;
};
export type DeniedPage = {
  /** Newest first. */
  readonly rows: readonly DeniedRow[];
  readonly total: { readonly count: number; readonly exact: boolean };
  readonly newer: string | null;
  readonly older: string | null;
  /** The first row's own place, for counting what came after it. */
  readonly first: string | null;
};
export type ListDeniedError = "cursor_unknown";
export type DeniedRequest = DeniedRow & {
  readonly upstream: string | null;
  readonly route: string | null;
  readonly versionId: string | null;
  /** The version's number when it was proved. */
  readonly version: number | null;
  readonly detail: JsonObject;
  /** Neighbours in the list that was asked for, by request id. */
  readonly newer: string | null;
  readonly older: string | null;
};
export type FindDeniedError = "request_not_found";

/** Requests of one organization, route or key in a range. */
export type TrafficShare = {
  /** The organization's or the key's id, or upstream and route with a line break between; empty for strangers. */
  readonly id: string;
  readonly name: string;
  readonly allowed: number;
  readonly denied: number;
};

/** As many keys as a list shows at once. */
export const USAGE_KEYS_MAX = 50;
export const usageByKeyInput = strictInput({
  keyIds: z.array(trafficFilterFields.key).check(z.maxLength(USAGE_KEYS_MAX, "Ask for at most 50 keys.")),
});
export type UsageByKeyInput = z.output<typeof usageByKeyInput>;

/** A key's last 24 h. */
export type KeyUsage = {
  readonly allowed: number;
  readonly denied: number;
  /** Requests in each half hour, oldest first; null: no gate was running then, so nobody knows. */
  readonly shape: readonly (number | null)[];
  /** The half hour with most refusals; null: nothing was refused. */
  readonly worst: number | null;
  readonly lastUsedAt: string | null;
};
export type UsageByKey = {
  /** When it was so. */
  readonly at: string;
  /** By key id; every key that was asked for. */
  readonly keys: Readonly<Record<string, KeyUsage>>;
};

export type TrafficShares = {
  /** The ten with most requests. */
  readonly rows: readonly TrafficShare[];
  /** All others together; null: there are none. */
  readonly others: { readonly count: number; readonly allowed: number; readonly denied: number } | null;
};

export type VersionUse = {
  readonly versionId: string;
  readonly requestsLastHour: number;
  /** 0 … 100 of the key's requests in the last hour; null when there were none. */
  readonly percent: number | null;
  readonly lastUsedAt: string | null;
  readonly lastIp: string | null;
};

/** The figures of the traffic page at one moment. */
export type TrafficOverview = {
  readonly at: string;
  readonly usage: Usage;
  readonly reasons: readonly DenialReason[];
  readonly byOrganization: TrafficShares;
  readonly byRoute: TrafficShares;
  /** Denied requests that came after the newest one shown; at most 100 are counted. */
  readonly newer: number;
};
