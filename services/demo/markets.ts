import { UNIT } from "./decimal.ts";

/** One instrument of the paper exchange. The book counts in whole ticks and lots, so that it never rounds. */
export type Market = {
  readonly symbol: string;
  readonly kind: "spot" | "option";
  /** What is bought: an asset of the accounts. */
  readonly base: string;
  readonly quote: "USD";
  /** Smallest step of a price, in 10^-8 USD. */
  readonly tick: bigint;
  /** Smallest step of a quantity, in 10^-8 of the base. */
  readonly lot: bigint;
  /** Where the market maker begins, in ticks. */
  readonly referenceTicks: number;
  /** The largest order, in lots. */
  readonly orderLotsMax: number;
  /** What each organization starts with, in 10^-8 of the base. */
  readonly startingBase: bigint;
};

/** Prices from one tick up to this many; sums of ticks × lots stay exact in a double as well. */
export const TICKS_MAX = 100_000_000;

export const STARTING_USD = 5_000_000n * UNIT;

const DAY_MS = 86_400_000;
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"] as const;

/** The markets of a day: two spot pairs, and a call and a put that end at the next quarter but one. */
export function marketsAt(nowMs: number): readonly Market[] {
  const expiry = expiryName(quarterlyExpiry(nowMs + 60 * DAY_MS));
  return [
    spot("BTC-USD", "BTC", { lot: UNIT / 100_000n, usd: 68_000, orderLotsMax: 5_000_000, starting: 40n }),
    spot("ETH-USD", "ETH", { lot: UNIT / 10_000n, usd: 2_550, orderLotsMax: 10_000_000, starting: 900n }),
    option(`BTC-${expiry}-70000-C`, 5_200),
    option(`BTC-${expiry}-60000-P`, 3_100),
  ];
}

type Spot = {
  readonly lot: bigint;
  readonly usd: number;
  readonly orderLotsMax: number;
  readonly starting: bigint;
};

function spot(symbol: string, base: string, o: Spot): Market {
  return {
    symbol,
    kind: "spot",
    base,
    quote: "USD",
    tick: UNIT / 100n,
    lot: o.lot,
    referenceTicks: o.usd * 100,
    orderLotsMax: o.orderLotsMax,
    startingBase: o.starting * UNIT,
  };
}

/** Fully paid options: who sells one holds it. */
function option(symbol: string, usd: number): Market {
  return {
    symbol,
    kind: "option",
    base: symbol,
    quote: "USD",
    tick: 5n * UNIT,
    lot: UNIT / 10n,
    referenceTicks: usd / 5,
    orderLotsMax: 10_000,
    startingBase: 50n * UNIT,
  };
}

/** The last Friday of the quarter that `ms` lies in, or of the next one when that Friday has passed (UTC). */
function quarterlyExpiry(ms: number): Date {
  const from = new Date(ms);
  const quarter = Math.floor(from.getUTCMonth() / 3);
  const friday = lastFriday(from.getUTCFullYear(), quarter);
  return friday.getTime() >= ms ? friday : lastFriday(from.getUTCFullYear(), quarter + 1);
}

function lastFriday(year: number, quarter: number): Date {
  const end = new Date(Date.UTC(year, quarter * 3 + 3, 0));
  const back = (end.getUTCDay() + 2) % 7;
  return new Date(end.getTime() - back * DAY_MS);
}

function expiryName(date: Date): string {
  return `${date.getUTCDate()}${MONTHS[date.getUTCMonth()]}${String(date.getUTCFullYear() % 100)}`;
}
