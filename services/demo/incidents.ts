import type { JsonObject } from "#lib/audit/event-data.ts";
import type { DenialCode } from "#lib/traffic/contract.ts";
import { type Call, calls } from "./habits.ts";

/** Refused requests of the demo's past, each with a story behind it. Times are days before now. */
export type Incident = {
  /** `<institution>/<key name>` of the key that was named; null: a stranger's requests that named none. */
  readonly key: string | null;
  readonly fromDaysAgo: number;
  readonly toDaysAgo: number;
  readonly perMin: number;
  readonly code: DenialCode;
  readonly status: number;
  /** Whether the credential was proved before the refusal. */
  readonly proved: boolean;
  readonly call: Call;
  readonly from: readonly [string, ...string[]];
  readonly detail: JsonObject;
};

const MIN = 1 / 1_440;
const HOUR = 1 / 24;

const withdraw: Call = {
  upstream: "ethereum",
  route: "eth_sendRawTransaction",
  method: "POST",
  path: "/ethereum",
};
const nowhere: Call = { upstream: "exchange", route: "", method: "GET", path: "/exchange/admin" };

export const incidents: readonly Incident[] = [
  {
    // The order system moved to another site before its networks were told.
    key: "Northgate Prime/prime-oms-1",
    fromDaysAgo: 5.4 * HOUR,
    toDaysAgo: 4.7 * HOUR,
    perMin: 4.4,
    code: "ip_denied",
    status: 403,
    proved: true,
    call: calls.place,
    from: ["198.51.100.7"],
    detail: { networks: ["192.0.2.128/26"] },
  },
  {
    // The second site still signed with the key of before the rotation before last.
    key: "Halcyon Capital/mm-prod-eu-2",
    fromDaysAgo: 4.2 * HOUR,
    toDaysAgo: 3.9 * HOUR,
    perMin: 3,
    code: "invalid_credentials",
    status: 401,
    proved: false,
    call: calls.place,
    from: ["203.0.113.61"],
    detail: { cause: "signature_mismatch" },
  },
  {
    key: "Halcyon Capital/hedger-eu",
    fromDaysAgo: 53 * MIN,
    toDaysAgo: 41 * MIN,
    perMin: 4,
    code: "timestamp_skew",
    status: 400,
    proved: false,
    call: calls.order,
    from: ["203.0.113.40"],
    detail: { ageMs: 6_200, windowMs: 5_000 },
  },
  {
    key: "Halcyon Capital/mm-prod-eu-1",
    fromDaysAgo: 3.1 * HOUR,
    toDaysAgo: 3.05 * HOUR,
    perMin: 5,
    code: "rate_limited",
    status: 429,
    proved: true,
    call: calls.place,
    from: ["203.0.113.21"],
    detail: { violatedPolicies: ["market-making"], retryAfterSec: 2 },
  },
  {
    key: "Northgate Prime/prime-oms-2",
    fromDaysAgo: 2.1,
    toDaysAgo: 2.09,
    perMin: 6,
    code: "rate_limited",
    status: 429,
    proved: true,
    call: calls.place,
    from: ["192.0.2.132"],
    detail: { violatedPolicies: ["orders"], retryAfterSec: 3 },
  },
  {
    key: "Northgate Prime/liquidator",
    fromDaysAgo: 3.09,
    toDaysAgo: 0.02,
    perMin: 0.02,
    code: "key_suspended",
    status: 401,
    proved: true,
    call: calls.cancel,
    from: ["192.0.2.140"],
    detail: {},
  },
  {
    // The nightly job goes on trying with a key that has ended.
    key: "Northgate Prime/recon-nightly",
    fromDaysAgo: 0.29,
    toDaysAgo: 0.01,
    perMin: 0.25,
    code: "key_expired",
    status: 401,
    proved: true,
    call: calls.account,
    from: ["192.0.2.21"],
    detail: {},
  },
  {
    // The recorder also asks for the account, which its key may not see.
    key: "Meridian Clearing/md-recorder-3",
    fromDaysAgo: 29,
    toDaysAgo: 0.001,
    perMin: 0.04,
    code: "scope_missing",
    status: 403,
    proved: true,
    call: calls.account,
    from: ["198.51.100.20"],
    detail: { required: "account:read" },
  },
  {
    key: "Meridian Clearing/settle-watch-eth",
    fromDaysAgo: 2.3,
    toDaysAgo: 2.29,
    perMin: 0.5,
    code: "scope_missing",
    status: 403,
    proved: true,
    call: withdraw,
    from: ["198.51.100.21"],
    detail: { required: "chain:broadcast", rpcMethod: "eth_sendRawTransaction" },
  },
  {
    key: "Northgate Prime/sandbox-ivan",
    fromDaysAgo: 13.4,
    toDaysAgo: 13.3,
    perMin: 0.1,
    code: "environment_mismatch",
    status: 403,
    proved: true,
    call: calls.account,
    from: ["198.51.100.200"],
    detail: { keyEnv: "test", upstreamEnv: "live" },
  },
  {
    // Strangers found the token that the drill had published.
    key: "Meridian Clearing/leak-drill",
    fromDaysAgo: 10.36,
    toDaysAgo: 10.2,
    perMin: 0.6,
    code: "key_revoked",
    status: 401,
    proved: true,
    call: calls.ticker,
    from: ["192.0.2.201", "198.51.100.230", "203.0.113.240"],
    detail: {},
  },
  {
    key: "Northgate Prime/options-desk-2",
    fromDaysAgo: 4.3,
    toDaysAgo: 4.29,
    perMin: 0.4,
    code: "nonce_replayed",
    status: 401,
    proved: true,
    call: calls.place,
    from: ["192.0.2.31"],
    detail: {},
  },
  {
    // The exchange restarted for its own release.
    key: "Halcyon Capital/mm-prod-us-1",
    fromDaysAgo: 13.2,
    toDaysAgo: 13.197,
    perMin: 8,
    code: "upstream_failed",
    status: 502,
    proved: true,
    call: calls.place,
    from: ["198.51.100.71"],
    detail: { sent: false },
  },
  {
    key: null,
    fromDaysAgo: 9.2,
    toDaysAgo: 9.08,
    perMin: 3,
    code: "invalid_credentials",
    status: 401,
    proved: false,
    call: calls.account,
    from: ["203.0.113.200", "203.0.113.201"],
    detail: { cause: "absent" },
  },
  {
    key: null,
    fromDaysAgo: 1.4,
    toDaysAgo: 1.38,
    perMin: 2,
    code: "route_unknown",
    status: 404,
    proved: false,
    call: nowhere,
    from: ["198.51.100.250"],
    detail: {},
  },
];
