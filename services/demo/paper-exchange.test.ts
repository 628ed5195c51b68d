import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDecimal, UNIT } from "./decimal.ts";
import { HOUSE, MarketMaker } from "./market-maker.ts";
import { type Market, marketsAt } from "./markets.ts";
import type { OrderInput } from "./orders.ts";
import { CLOSED_ORDERS_MAX, notional, OPEN_ORDERS_MAX, PaperExchange, TRADES_MAX } from "./paper-exchange.ts";
import { seededRandom } from "./random.ts";

const NOW = Date.parse("2026-11-23T15:42:00Z");
const markets = marketsAt(NOW);
const btc = markets[0] as Market;

function order(
  over: Partial<Omit<OrderInput, "quantity" | "price">> & { quantity?: string; price?: string | null },
) {
  const { quantity = "1", price = "60000", ...rest } = over;
  return {
    symbol: "BTC-USD",
    side: "BUY",
    type: "LIMIT",
    timeInForce: "GTC",
    clientOrderId: null,
    ...rest,
    quantity: parseDecimal(quantity) as bigint,
    price: price === null ? null : parseDecimal(price),
  } as const;
}

const totals = (exchange: PaperExchange) =>
  ["USD", ...markets.map((m) => m.base)].map((asset) => [asset, exchange.accounts.total(asset)]);

const anyOrder = fc.record({
  org: fc.constantFrom("a", "b", "c"),
  market: fc.constantFrom(...markets),
  side: fc.constantFrom("BUY", "SELL"),
  type: fc.constantFrom("LIMIT", "LIMIT", "LIMIT", "LIMIT_MAKER", "MARKET"),
  timeInForce: fc.constantFrom("GTC", "GTC", "IOC"),
  lots: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6_000_000 })),
  tickOffset: fc.integer({ min: -3, max: 3 }),
  cancelFirst: fc.boolean(),
} as const);

// Guarantee: trading moves money between accounts and neither makes nor loses a hundred-millionth of any of it;
// what is locked is exactly what resting orders may still cost; nobody's balance goes below zero.
it("conserves every asset through any sequence of orders and cancels", () => {
  fc.assert(
    fc.property(fc.array(anyOrder, { maxLength: 60 }), (steps) => {
      const exchange = new PaperExchange(markets);
      for (const org of ["a", "b", "c"]) exchange.open(org);
      const before = totals(exchange);
      for (const step of steps) {
        const [oldest] = exchange.openOrders(step.org);
        if (step.cancelFirst && oldest) exchange.cancel(step.org, oldest.id, NOW);
        exchange.place(
          step.org,
          {
            symbol: step.market.symbol,
            side: step.side,
            type: step.type,
            timeInForce: step.timeInForce,
            quantity: step.market.lot * BigInt(step.lots),
            price:
              step.type === "MARKET"
                ? null
                : step.market.tick * BigInt(Math.max(1, step.market.referenceTicks + step.tickOffset)),
            clientOrderId: null,
          },
          NOW,
        );
      }
      expect(totals(exchange)).toEqual(before);
      for (const org of ["a", "b", "c"]) expectLockedByOrders(exchange, org);
    }),
    { numRuns: 200 },
  );
});

function expectLockedByOrders(exchange: PaperExchange, org: string) {
  const locked = new Map<string, bigint>();
  for (const open of exchange.openOrders(org)) {
    const rest = open.lots - open.filledLots;
    const [asset, amount] =
      open.side === "BUY"
        ? ["USD", notional(open.market, open.limitTicks, rest)]
        : [open.market.base, open.market.lot * BigInt(rest)];
    locked.set(asset as string, (locked.get(asset as string) ?? 0n) + (amount as bigint));
  }
  for (const [asset, balance] of exchange.accounts.balances(org)) {
    expect(balance.free >= 0n).toBe(true);
    expect(balance.locked).toBe(locked.get(asset) ?? 0n);
  }
}

// Guarantee: the worth of an order is a whole number of the smallest unit, in every market.
it("never rounds: tick × lot is whole", () => {
  for (const market of markets) expect((market.tick * market.lot) % UNIT).toBe(0n);
});

// Guarantee: a taker pays the maker's price and gets back what it had set aside above it.
it("fills at the maker's price", () => {
  const exchange = new PaperExchange(markets);
  exchange.open("buyer");
  exchange.open("seller");
  exchange.place("seller", order({ side: "SELL", quantity: "2", price: "60000" }), NOW);
  const usdBefore = exchange.accounts.balances("buyer").get("USD")?.free as bigint;
  const placed = exchange.place("buyer", order({ quantity: "0.5", price: "61000" }), NOW);
  expect(placed).toMatchObject({ ok: true, value: { status: "FILLED", filledQuote: 30_000n * UNIT } });
  expect(exchange.accounts.balances("buyer").get("USD")).toEqual({
    free: usdBefore - 30_000n * UNIT,
    locked: 0n,
  });
  expect(exchange.openOrders("seller")).toMatchObject([{ status: "PARTIALLY_FILLED", filledLots: 50_000 }]);
});

// Guarantee: older orders at a price trade first.
it("keeps time priority within a price", () => {
  const exchange = new PaperExchange(markets);
  for (const org of ["first", "second"]) exchange.place(org, order({ side: "SELL" }), NOW);
  exchange.place("taker", order({ quantity: "1" }), NOW);
  expect(exchange.openOrders("first")).toEqual([]);
  expect(exchange.openOrders("second")).toHaveLength(1);
});

// Guarantee: an organization never trades with itself, and its resting order gives way with its money unlocked.
it("prevents self-trades", () => {
  const exchange = new PaperExchange(markets);
  exchange.place("a", order({ side: "SELL" }), NOW);
  const placed = exchange.place("a", order({ quantity: "3" }), NOW);
  expect(placed).toMatchObject({ ok: true, value: { status: "NEW", filledLots: 0 } });
  expect(exchange.trades(btc)).toEqual([]);
  expect(exchange.accounts.balances("a").get("BTC")?.locked).toBe(0n);
});

// Guarantee: a refused order leaves no trace.
it.each([
  ["symbol_unknown", order({ symbol: "DOGE-USD" })],
  ["quantity_off_lot", order({ quantity: "0.000001" })],
  ["quantity_out_of_range", order({ quantity: "51" })],
  ["quantity_out_of_range", order({ quantity: "0" })],
  ["price_off_tick", order({ price: "60000.001" })],
  ["price_out_of_range", order({ price: "0" })],
  ["price_out_of_range", order({ price: "1000000.01" })],
  ["balance_too_low", order({ quantity: "50", price: "1000000" })],
  ["nothing_to_trade_with", order({ type: "MARKET", price: null })],
])("refuses with %s and changes nothing", (code, input) => {
  const exchange = new PaperExchange(markets);
  exchange.open("a");
  const before = exchange.accounts.balances("a").get("USD");
  expect(exchange.place("a", input, NOW)).toMatchObject({ ok: false, code });
  expect(exchange.accounts.balances("a").get("USD")).toEqual(before);
  expect(exchange.openOrders("a")).toEqual([]);
  expect(exchange.depth(btc)).toEqual({ bids: [], asks: [] });
});

// Guarantee: LIMIT_MAKER never takes; IOC and MARKET never rest.
it("honours the order's kind", () => {
  const exchange = new PaperExchange(markets);
  exchange.place("maker", order({ side: "SELL" }), NOW);
  expect(exchange.place("a", order({ type: "LIMIT_MAKER" }), NOW)).toMatchObject({ code: "would_take" });
  expect(exchange.place("a", order({ timeInForce: "IOC", quantity: "3" }), NOW)).toMatchObject({
    value: { status: "EXPIRED", filledLots: 100_000 },
  });
  expect(exchange.openOrders("a")).toEqual([]);
  expect(exchange.accounts.balances("a").get("USD")?.locked).toBe(0n);
});

// Guarantee: another organization's order can be neither seen nor cancelled.
it("keeps orders to their organization", () => {
  const exchange = new PaperExchange(markets);
  const placed = exchange.place("a", order({}), NOW);
  const id = placed.ok ? placed.value.id : "";
  expect(exchange.findOrder("b", id)).toBeNull();
  expect(exchange.cancel("b", id, NOW)).toBeNull();
  expect(exchange.openOrders("a")).toHaveLength(1);
});

// Guarantee: memory is bounded however long it runs.
it("bounds orders, trades and the market maker's own quotes", () => {
  const exchange = new PaperExchange(markets);
  const maker = new MarketMaker(exchange, seededRandom(7), NOW);
  for (let i = 0; i < 2_000; i++) maker.step(NOW + i * 500);
  for (const market of markets) {
    const { bids, asks } = exchange.depth(market);
    expect(bids.length).toBeGreaterThan(0);
    expect(asks.length).toBeGreaterThan(0);
    expect((bids[0]?.[0] as number) < (asks[0]?.[0] as number)).toBe(true);
    expect(exchange.trades(market).length).toBeLessThanOrEqual(TRADES_MAX);
  }
  expect(exchange.openOrders(HOUSE).length).toBeLessThanOrEqual(16 * markets.length);
  for (let i = 0; i < OPEN_ORDERS_MAX + 5; i++)
    exchange.place("a", order({ quantity: "0.001", price: "1" }), NOW);
  expect(exchange.openOrders("a")).toHaveLength(OPEN_ORDERS_MAX);
  const [oldest] = exchange.openOrders("a");
  for (const open of exchange.openOrders("a")) exchange.cancel("a", open.id, NOW);
  expect(exchange.findOrder("a", oldest?.id as string)).toBeNull();
  expect(CLOSED_ORDERS_MAX).toBeLessThan(OPEN_ORDERS_MAX);
});

// Guarantee: two exchanges from one seed show the same market.
it("is reproducible from its seed", () => {
  const depths = [1, 2].map(() => {
    const exchange = new PaperExchange(markets);
    const maker = new MarketMaker(exchange, seededRandom(42), NOW);
    for (let i = 0; i < 50; i++) maker.step(NOW + i);
    return markets.map((market) => exchange.depth(market));
  });
  expect(depths[0]).toEqual(depths[1]);
});
