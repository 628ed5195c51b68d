/** A route as the gate names it in its counts, and how a request on it looks. */
export type Call = {
  readonly upstream: "exchange" | "ethereum";
  /** The configured pattern with its method; a JSON-RPC upstream's is the method pattern. */
  readonly route: string;
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
};

export type Rhythm = "market" | "london" | "new-york" | "tokyo" | "nightly" | "steady";

/** How a program uses its key. */
export type Habit = {
  readonly rhythm: Rhythm;
  /** Requests a minute in the busiest hour. */
  readonly peakPerMin: number;
  /** Each call with its share; shares add up to 1. */
  readonly calls: readonly (readonly [Call, number])[];
};

const HOUR_MS = 3_600_000;

const exchange = (method: Call["method"], path: string): Call => ({
  upstream: "exchange",
  route: `${method} /api/v3/${path}`,
  method,
  path: `/exchange/api/v3/${path}`,
});
const chain = (route: string): Call => ({ upstream: "ethereum", route, method: "POST", path: "/ethereum" });

export const calls = {
  place: exchange("POST", "order"),
  cancel: exchange("DELETE", "order"),
  order: exchange("GET", "order"),
  openOrders: exchange("GET", "openOrders"),
  myTrades: exchange("GET", "myTrades"),
  account: exchange("GET", "account"),
  depth: exchange("GET", "depth"),
  ticker: exchange("GET", "ticker"),
  blockNumber: chain("eth_blockNumber"),
  get: chain("eth_get*"),
  call: chain("eth_call"),
} as const satisfies Record<string, Call>;

export const habits = {
  maker: (peakPerMin: number): Habit => ({
    rhythm: "market",
    peakPerMin,
    calls: [
      [calls.place, 0.52],
      [calls.cancel, 0.41],
      [calls.openOrders, 0.07],
    ],
  }),
  desk: (peakPerMin: number, rhythm: Rhythm): Habit => ({
    rhythm,
    peakPerMin,
    calls: [
      [calls.place, 0.34],
      [calls.cancel, 0.16],
      [calls.order, 0.5],
    ],
  }),
  recorder: (peakPerMin: number): Habit => ({
    rhythm: "market",
    peakPerMin,
    calls: [
      [calls.depth, 0.8],
      [calls.ticker, 0.2],
    ],
  }),
  account: (peakPerMin: number, rhythm: Rhythm): Habit => ({
    rhythm,
    peakPerMin,
    calls: [[calls.account, 1]],
  }),
  dropCopy: (peakPerMin: number, rhythm: Rhythm): Habit => ({
    rhythm,
    peakPerMin,
    calls: [[calls.myTrades, 1]],
  }),
  watcher: (peakPerMin: number): Habit => ({
    rhythm: "steady",
    peakPerMin,
    calls: [
      [calls.blockNumber, 0.4],
      [calls.get, 0.6],
    ],
  }),
  model: (peakPerMin: number, rhythm: Rhythm): Habit => ({
    rhythm,
    peakPerMin,
    calls: [[calls.call, 1]],
  }),
} as const;

/** Office hours in UTC: when the day begins and ends. */
const OFFICES = { london: [7, 18], "new-york": [13, 22], tokyo: [0, 9] } as const;

/**
 * How busy a program is at a time, 0 … 1, before chance has its say.
 *
 * @param atMs milliseconds since the epoch.
 */
export function busyness(rhythm: Rhythm, atMs: number): number {
  const hour = (atMs % (24 * HOUR_MS)) / HOUR_MS;
  const weekday = new Date(atMs).getUTCDay();
  const weekend = weekday === 0 || weekday === 6;
  switch (rhythm) {
    case "steady":
      return 1;
    case "nightly":
      return hour >= 1 && hour < 1.5 ? 1 : 0;
    case "market":
      return (0.35 + 0.4 * bump(hour, 14.5, 3.2) + 0.25 * bump(hour, 8, 2)) * (weekend ? 0.55 : 1);
    default: {
      const [from, to] = OFFICES[rhythm];
      if (weekend || hour < from || hour >= to) return 0;
      return 0.35 + 0.65 * bump(hour, (from + to) / 2, (to - from) / 4);
    }
  }
}

function bump(hour: number, peak: number, width: number): number {
  const away = Math.min(Math.abs(hour - peak), 24 - Math.abs(hour - peak));
  return Math.exp(-(away * away) / (2 * width * width));
}
