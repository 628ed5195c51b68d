import type { z } from "zod";
import type { issueKeyInput } from "#lib/keys/contract.ts";
import { type Habit, habits } from "./habits.ts";

/** What the demo's past holds: three institutions, forty keys, and what became of each. Times are days before now. */
export type Institution = {
  readonly name: string;
  readonly tier?: string;
  readonly ceiling: readonly string[];
  readonly sinceDays: number;
};

/** Something that happened to a key after it was issued. */
export type Turn =
  | { readonly act: "rotate"; readonly daysAgo: number; readonly overlap: string; readonly reason: string }
  | { readonly act: "suspend" | "resume" | "revoke"; readonly daysAgo: number; readonly reason: string };

export type KeyPlan = {
  readonly org: string;
  readonly name: string;
  readonly kind: "ed25519" | "hmac" | "bearer";
  readonly env?: "test";
  readonly scopes: readonly string[];
  /** None: any address. */
  readonly networks?: readonly string[];
  readonly issuedDaysAgo: number;
  readonly expiresIn: NonNullable<z.input<typeof issueKeyInput>["expiresIn"]>;
  readonly reason: string;
  /** None: never used. */
  readonly habit?: Habit;
  /** Where its machines call from. */
  readonly from?: readonly string[];
  /** Its programs fell silent this long ago. */
  readonly quietSinceDays?: number;
  readonly turns?: readonly Turn[];
  /** Its secret or private key is written down, so that a person can try it. */
  readonly handedOut?: true;
};

const MARKET = ["market:read"];
const ACCOUNT = ["market:read", "account:read"];
const TRADING = ["market:read", "account:read", "trade:read", "trade:write", "trade:cancel"];
const HALCYON = "Halcyon Capital";
const NORTHGATE = "Northgate Prime";
const MERIDIAN = "Meridian Clearing";

export const institutions: readonly Institution[] = [
  {
    name: HALCYON,
    tier: "market-maker",
    ceiling: [...TRADING, "wallet:read", "chain:read"],
    sinceDays: 29.95,
  },
  {
    name: NORTHGATE,
    tier: "standard",
    ceiling: [...TRADING, "wallet:read", "clearing:read"],
    sinceDays: 29.9,
  },
  {
    name: MERIDIAN,
    ceiling: ["market:read", "account:read", "trade:read", "wallet:read", "chain:read", "clearing:read"],
    sinceDays: 29.85,
  },
];

const FRANKFURT = ["203.0.113.0/26", "2001:db8:40::/48"];
const NEW_YORK = ["198.51.100.64/26"];
const TOKYO = ["203.0.113.128/27"];
const LONDON = ["192.0.2.0/25"];
const CHICAGO = ["192.0.2.128/26"];
const THIS_MACHINE = ["127.0.0.0/8", "::1/128"];

const halcyon: readonly Omit<KeyPlan, "org">[] = [
  {
    name: "mm-prod-eu-1",
    kind: "ed25519",
    scopes: TRADING,
    networks: FRANKFURT,
    issuedDaysAgo: 29.6,
    expiresIn: "180d",
    reason: "Market making, Frankfurt",
    habit: habits.maker(4),
    from: ["203.0.113.21", "203.0.113.22"],
  },
  {
    name: "mm-prod-eu-2",
    kind: "ed25519",
    scopes: TRADING,
    networks: FRANKFURT,
    issuedDaysAgo: 29.6,
    expiresIn: "113d",
    reason: "Market making, Frankfurt, second site",
    habit: habits.maker(5),
    from: ["203.0.113.24", "203.0.113.61", "2001:db8:40::24"],
    turns: [
      { act: "rotate", daysAgo: 16.2, overlap: "24h", reason: "Quarterly rotation" },
      { act: "rotate", daysAgo: 0.18, overlap: "24h", reason: "Key material moves to the new HSM" },
    ],
    handedOut: true,
  },
  {
    name: "mm-prod-us-1",
    kind: "ed25519",
    scopes: TRADING,
    networks: NEW_YORK,
    issuedDaysAgo: 29.5,
    expiresIn: "180d",
    reason: "Market making, New York",
    habit: habits.maker(3.5),
    from: ["198.51.100.71", "198.51.100.72"],
  },
  {
    name: "mm-prod-us-2",
    kind: "ed25519",
    scopes: TRADING,
    networks: NEW_YORK,
    issuedDaysAgo: 29.5,
    expiresIn: "180d",
    reason: "Market making, New York, second site",
    habit: habits.maker(3),
    from: ["198.51.100.73"],
    turns: [{ act: "rotate", daysAgo: 9.3, overlap: "12h", reason: "Operator left the team" }],
  },
  {
    name: "mm-prod-apac-1",
    kind: "ed25519",
    scopes: TRADING,
    networks: TOKYO,
    issuedDaysAgo: 21.4,
    expiresIn: "180d",
    reason: "Market making, Tokyo",
    habit: habits.maker(2.5),
    from: ["203.0.113.130"],
  },
  {
    name: "hedger-eu",
    kind: "ed25519",
    scopes: TRADING,
    networks: FRANKFURT,
    issuedDaysAgo: 28.8,
    expiresIn: "90d",
    reason: "Delta hedging",
    habit: habits.desk(2, "london"),
    from: ["203.0.113.40"],
  },
  {
    name: "hedger-apac",
    kind: "ed25519",
    scopes: TRADING,
    networks: TOKYO,
    issuedDaysAgo: 19.4,
    expiresIn: "90d",
    reason: "Delta hedging, Asia",
    habit: habits.desk(2, "tokyo"),
    from: ["203.0.113.131"],
  },
  {
    name: "risk-feed",
    kind: "hmac",
    scopes: ACCOUNT,
    networks: FRANKFURT,
    issuedDaysAgo: 29.4,
    expiresIn: "230d",
    reason: "Risk engine reads positions",
    habit: habits.account(1, "steady"),
    from: ["203.0.113.50"],
  },
  {
    name: "md-recorder-1",
    kind: "bearer",
    scopes: MARKET,
    networks: FRANKFURT,
    issuedDaysAgo: 29.4,
    expiresIn: "365d",
    reason: "Market data recorder",
    habit: habits.recorder(3),
    from: ["203.0.113.51"],
  },
  {
    name: "md-recorder-2",
    kind: "bearer",
    scopes: MARKET,
    networks: NEW_YORK,
    issuedDaysAgo: 29.4,
    expiresIn: "365d",
    reason: "Market data recorder, New York",
    habit: habits.recorder(2.5),
    from: ["198.51.100.80"],
  },
  {
    name: "treasury-recon",
    kind: "ed25519",
    scopes: ["account:read", "wallet:read"],
    networks: LONDON,
    issuedDaysAgo: 25.3,
    expiresIn: "30d",
    reason: "Treasury reconciles balances",
    habit: habits.account(0.5, "london"),
    from: ["192.0.2.17"],
  },
  {
    name: "treasury-chain-watch",
    kind: "bearer",
    scopes: ["chain:read"],
    networks: LONDON,
    issuedDaysAgo: 25.3,
    expiresIn: "200d",
    reason: "Treasury watches its addresses",
    habit: habits.watcher(1),
    from: ["192.0.2.18"],
  },
  {
    name: "algo-lab-1",
    kind: "ed25519",
    scopes: TRADING,
    networks: THIS_MACHINE,
    issuedDaysAgo: 6.2,
    expiresIn: "60d",
    reason: "Strategy research; signs from this machine",
    handedOut: true,
  },
  {
    name: "quant-notebook-ines",
    kind: "bearer",
    scopes: MARKET,
    issuedDaysAgo: 28.1,
    expiresIn: "90d",
    reason: "Notebook of the research desk",
    habit: habits.recorder(0.4),
    from: ["192.0.2.90"],
    quietSinceDays: 19.5,
  },
  {
    name: "mm-canary",
    kind: "hmac",
    scopes: ["market:read", "trade:read", "trade:write", "trade:cancel"],
    networks: FRANKFURT,
    issuedDaysAgo: 27.6,
    expiresIn: "90d",
    reason: "Canary of each release",
    habit: habits.desk(1, "london"),
    from: ["203.0.113.55"],
    turns: [
      { act: "suspend", daysAgo: 8.1, reason: "Release 41 placed orders at the wrong tick" },
      { act: "resume", daysAgo: 7.2, reason: "Release 42 verified on test" },
    ],
  },
  {
    name: "mm-prod-eu-0",
    kind: "hmac",
    scopes: TRADING,
    networks: FRANKFURT,
    issuedDaysAgo: 29.6,
    expiresIn: "180d",
    reason: "Market making before the move to Ed25519",
    habit: habits.maker(2),
    from: ["203.0.113.20"],
    quietSinceDays: 12.5,
    turns: [{ act: "revoke", daysAgo: 11.9, reason: "Replaced by mm-prod-eu-1" }],
  },
];

const northgate: readonly Omit<KeyPlan, "org">[] = [
  {
    name: "prime-oms-1",
    kind: "ed25519",
    scopes: TRADING,
    networks: CHICAGO,
    issuedDaysAgo: 29.3,
    expiresIn: "180d",
    reason: "Order management",
    habit: habits.desk(4, "new-york"),
    from: ["192.0.2.130", "192.0.2.131"],
  },
  {
    name: "prime-oms-2",
    kind: "ed25519",
    scopes: TRADING,
    networks: CHICAGO,
    issuedDaysAgo: 29.3,
    expiresIn: "180d",
    reason: "Order management, second site",
    habit: habits.desk(2.5, "new-york"),
    from: ["192.0.2.132"],
  },
  {
    name: "prime-oms-dr",
    kind: "ed25519",
    scopes: TRADING,
    networks: LONDON,
    issuedDaysAgo: 29.3,
    expiresIn: "180d",
    reason: "Order management, stand-by site",
  },
  {
    name: "liquidator",
    kind: "ed25519",
    scopes: ["trade:read", "trade:cancel"],
    networks: CHICAGO,
    issuedDaysAgo: 26.2,
    expiresIn: "90d",
    reason: "Cancels a client's orders on a margin call",
    habit: habits.dropCopy(0.5, "new-york"),
    from: ["192.0.2.140"],
    turns: [
      { act: "suspend", daysAgo: 3.1, reason: "Cancelled orders of the wrong sub-account; under review" },
    ],
  },
  {
    name: "fix-dropcopy",
    kind: "ed25519",
    scopes: ["trade:read"],
    networks: CHICAGO,
    issuedDaysAgo: 28.4,
    expiresIn: "148d",
    reason: "Drop copy of fills",
    habit: habits.dropCopy(2, "steady"),
    from: ["192.0.2.141"],
  },
  {
    name: "risk-feed",
    kind: "hmac",
    scopes: ["account:read"],
    issuedDaysAgo: 24.7,
    expiresIn: "90d",
    reason: "Risk reads balances",
    habit: habits.account(1, "steady"),
    from: ["192.0.2.142"],
    handedOut: true,
  },
  {
    name: "margin-monitor",
    kind: "hmac",
    scopes: ACCOUNT,
    networks: CHICAGO,
    issuedDaysAgo: 27.9,
    expiresIn: "120d",
    reason: "Margin calls",
    habit: habits.account(1.5, "new-york"),
    from: ["192.0.2.143"],
    turns: [{ act: "rotate", daysAgo: 5.6, overlap: "4h", reason: "Secret store moved" }],
  },
  {
    name: "client-reporting",
    kind: "bearer",
    scopes: ["account:read", "trade:read"],
    networks: LONDON,
    issuedDaysAgo: 23.8,
    expiresIn: "250d",
    reason: "Daily statements",
    habit: habits.dropCopy(6, "nightly"),
    from: ["192.0.2.20"],
  },
  {
    name: "recon-nightly",
    kind: "hmac",
    scopes: ["account:read", "trade:read"],
    networks: LONDON,
    issuedDaysAgo: 28.3,
    expiresIn: "28d",
    reason: "Nightly reconciliation",
    habit: habits.account(8, "nightly"),
    from: ["192.0.2.21"],
  },
  {
    name: "options-desk-1",
    kind: "ed25519",
    scopes: TRADING,
    networks: LONDON,
    issuedDaysAgo: 22.4,
    expiresIn: "51d",
    reason: "Options desk, London",
    habit: habits.desk(2, "london"),
    from: ["192.0.2.30"],
  },
  {
    name: "options-desk-2",
    kind: "ed25519",
    scopes: TRADING,
    networks: LONDON,
    issuedDaysAgo: 22.4,
    expiresIn: "51d",
    reason: "Options desk, London, second quoter",
    habit: habits.desk(2, "london"),
    from: ["192.0.2.31"],
  },
  {
    name: "sandbox-ivan",
    kind: "ed25519",
    env: "test",
    scopes: TRADING,
    issuedDaysAgo: 14.2,
    expiresIn: "60d",
    reason: "Integration work against test",
  },
  {
    name: "clearing-report",
    kind: "bearer",
    scopes: ["clearing:read"],
    networks: CHICAGO,
    issuedDaysAgo: 20.5,
    expiresIn: "180d",
    reason: "Reads clearing obligations once they are served here",
  },
];

const meridian: readonly Omit<KeyPlan, "org">[] = [
  {
    name: "md-recorder-3",
    kind: "bearer",
    scopes: MARKET,
    issuedDaysAgo: 29.1,
    expiresIn: "90d",
    reason: "Settlement prices",
    habit: habits.recorder(3.5),
    from: ["198.51.100.20"],
    handedOut: true,
  },
  {
    name: "settle-watch-eth",
    kind: "ed25519",
    scopes: ["chain:read"],
    networks: [...THIS_MACHINE, "198.51.100.16/28"],
    issuedDaysAgo: 29.1,
    expiresIn: "90d",
    reason: "Watches settlement addresses",
    habit: habits.watcher(1.5),
    from: ["198.51.100.21"],
    handedOut: true,
  },
  {
    name: "chain-indexer",
    kind: "ed25519",
    scopes: ["chain:read"],
    networks: ["198.51.100.16/28"],
    issuedDaysAgo: 28.7,
    expiresIn: "180d",
    reason: "Indexes deposits",
    habit: habits.watcher(2),
    from: ["198.51.100.22"],
    turns: [{ act: "rotate", daysAgo: 12.4, overlap: "24h", reason: "Yearly rotation" }],
  },
  {
    name: "node-health",
    kind: "bearer",
    scopes: ["chain:read"],
    networks: ["198.51.100.16/28"],
    issuedDaysAgo: 28.7,
    expiresIn: "365d",
    reason: "Monitoring asks for the block number",
    habit: habits.watcher(1),
    from: ["198.51.100.23"],
  },
  {
    name: "collateral-feed",
    kind: "hmac",
    scopes: ["account:read", "wallet:read"],
    networks: ["198.51.100.16/28"],
    issuedDaysAgo: 26.6,
    expiresIn: "150d",
    reason: "Collateral valuation",
    habit: habits.account(1, "london"),
    from: ["198.51.100.24"],
  },
  {
    name: "eod-reports",
    kind: "bearer",
    scopes: ["account:read", "trade:read"],
    networks: ["198.51.100.16/28"],
    issuedDaysAgo: 26.6,
    expiresIn: "300d",
    reason: "End-of-day reports",
    habit: habits.dropCopy(4, "nightly"),
    from: ["198.51.100.25"],
  },
  {
    name: "default-fund-model",
    kind: "ed25519",
    scopes: ["market:read", "chain:read"],
    networks: ["198.51.100.16/28"],
    issuedDaysAgo: 17.9,
    expiresIn: "90d",
    reason: "Stress model",
    habit: habits.model(1, "london"),
    from: ["198.51.100.26"],
  },
  {
    name: "old-desk-key",
    kind: "bearer",
    scopes: ACCOUNT,
    networks: LONDON,
    issuedDaysAgo: 29.1,
    expiresIn: "180d",
    reason: "Desk tool nobody claims",
    habit: habits.account(0.4, "london"),
    from: ["192.0.2.60"],
    quietSinceDays: 6.2,
    turns: [{ act: "revoke", daysAgo: 4.3, reason: "No owner found in the access review" }],
  },
  {
    name: "auditor-window",
    kind: "ed25519",
    scopes: ["account:read", "trade:read"],
    networks: LONDON,
    issuedDaysAgo: 18.3,
    expiresIn: "7d",
    reason: "External auditor, one week",
    habit: habits.dropCopy(1, "london"),
    from: ["192.0.2.70"],
  },
  {
    name: "leak-drill",
    kind: "bearer",
    scopes: MARKET,
    issuedDaysAgo: 10.4,
    expiresIn: "30d",
    reason: "Drill: published on purpose, revoked within the hour",
    turns: [{ act: "revoke", daysAgo: 10.37, reason: "Drill over" }],
  },
  {
    name: "price-audit",
    kind: "hmac",
    scopes: MARKET,
    networks: LONDON,
    issuedDaysAgo: 15.6,
    expiresIn: "45d",
    reason: "Compares settlement prices",
    habit: habits.recorder(0.8),
    from: ["192.0.2.71"],
    quietSinceDays: 9,
  },
];

export const keyPlans: readonly KeyPlan[] = [
  ...halcyon.map((plan) => ({ ...plan, org: HALCYON })),
  ...northgate.map((plan) => ({ ...plan, org: NORTHGATE })),
  ...meridian.map((plan) => ({ ...plan, org: MERIDIAN })),
];
