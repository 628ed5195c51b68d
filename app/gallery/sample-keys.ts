import type { Risk } from "#components/ui/risk.tsx";
import type { StatusWord } from "#components/ui/status.ts";
import { DAY_MS, HOUR_MS, SAMPLE_NOW_MS, SECOND_MS } from "./sample-frame.tsx";

export type SampleKey = {
  name: string;
  id: string;
  kind: string;
  org: string;
  scope: string;
  risk: Risk;
  more: number;
  status: StatusWord<"key">;
  expiresInDays: number | null;
  usedAgoMs: number | null;
  requests: number | null;
  denied: number;
};

const row = (
  name: string,
  id: string,
  kind: string,
  org: string,
  scope: string,
  risk: Risk,
  more: number,
  status: StatusWord<"key">,
  expiresInDays: number | null,
  usedAgoMs: number | null,
  requests: number | null,
  denied: number,
): SampleKey => ({
  name,
  id,
  kind,
  org,
  scope,
  risk,
  more,
  status,
  expiresInDays,
  usedAgoMs,
  requests,
  denied,
});

const HALCYON = "Halcyon Capital";
const NORTHGATE = "Northgate Prime";
const MERIDIAN = "Meridian Clearing";
const VEGA = "Vega Volatility";
const TIDELINE = "Tideline Research";

export const SAMPLE_KEYS: readonly SampleKey[] = [
  row(
    "mm-prod-eu-2",
    "k_7Q2MXH4T",
    "Ed25519",
    HALCYON,
    "trade:write",
    "trade",
    2,
    "Rotating",
    83,
    0,
    1_204_118,
    241,
  ),
  row(
    "treasury-cold-sweep",
    "k_1N8RDV0C",
    "P-256",
    HALCYON,
    "wallet:withdraw",
    "transfer",
    0,
    "Active",
    12,
    2 * HOUR_MS,
    38,
    0,
  ),
  row(
    "risk-feed",
    "k_9ZC3KPWA",
    "HMAC",
    NORTHGATE,
    "account:read",
    "read",
    1,
    "Active",
    201,
    4 * SECOND_MS,
    86_402,
    0,
  ),
  row(
    "liquidator",
    "k_4T6YBE2J",
    "Ed25519",
    NORTHGATE,
    "trade:cancel",
    "trade",
    0,
    "Suspended",
    64,
    3 * DAY_MS,
    0,
    0,
  ),
  row(
    "settle-otc-eth",
    "k_8HV5GQ1S",
    "Ed25519",
    MERIDIAN,
    "chain:broadcast",
    "transfer",
    1,
    "Awaiting approval",
    null,
    null,
    null,
    0,
  ),
  row(
    "md-recorder-3",
    "k_0WJ7FNXK",
    "Bearer",
    MERIDIAN,
    "market:read",
    "read",
    0,
    "Active",
    340,
    0,
    4_410_027,
    79_380,
  ),
  row(
    "options-quoter-a",
    "k_5PKT2ZMD",
    "Ed25519",
    VEGA,
    "trade:write",
    "trade",
    3,
    "Active",
    29,
    SECOND_MS,
    2_066_310,
    8_471,
  ),
  row(
    "options-quoter-b",
    "k_5PKT9QRE",
    "Ed25519",
    VEGA,
    "trade:write",
    "trade",
    3,
    "Active",
    29,
    SECOND_MS,
    1_987_554,
    7_552,
  ),
  row(
    "recon-nightly",
    "k_3CEXA6UL",
    "HMAC",
    VEGA,
    "account:read",
    "read",
    2,
    "Expired",
    -0.25,
    6 * HOUR_MS,
    112,
    112,
  ),
  row(
    "sandbox-ivan",
    "k_2GBL8SOY",
    "HMAC",
    TIDELINE,
    "market:read",
    "read",
    0,
    "Dormant",
    54,
    47 * DAY_MS,
    0,
    0,
  ),
  row(
    "fix-dropcopy",
    "k_6DSM1WHV",
    "RSA",
    NORTHGATE,
    "trade:read",
    "read",
    0,
    "Active",
    118,
    9 * SECOND_MS,
    71_220,
    0,
  ),
  row(
    "old-desk-key",
    "k_AR40UJFP",
    "Bearer",
    TIDELINE,
    "account:read",
    "read",
    1,
    "Revoked",
    null,
    4 * DAY_MS,
    0,
    0,
  ),
  row(
    "hedger-apac",
    "k_BX91NCTG",
    "Ed25519",
    HALCYON,
    "trade:write",
    "trade",
    2,
    "Active",
    71,
    0,
    933_702,
    467,
  ),
];

export const at = (agoMs: number): string => new Date(SAMPLE_NOW_MS - agoMs).toISOString();

/** A day's shape that is the same on every run. */
export function sampleShape(seed: number, length: number): number[] {
  return Array.from({ length }, (_, index) => {
    const swing = Math.sin((index + seed * 3) / 4) * 0.2 + Math.sin((index * 7 + seed * 13) / 3) * 0.06;
    return Math.round((0.7 + swing) * 1_000);
  });
}
