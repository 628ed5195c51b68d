import type { Market } from "./markets.ts";
import type { OrderSide } from "./orders.ts";
import type { PaperExchange } from "./paper-exchange.ts";
import type { Random } from "./random.ts";

/** The exchange's own account, from which the market maker quotes. */
export const HOUSE = "house";

const LEVELS = 8;
const RENEWED_EACH_STEP = 3;

type Quoted = { readonly market: Market; mid: number; resting: { id: string; side: OrderSide }[] };

/**
 * Keeps every market two-sided and moving: a step walks each mid price a little, renews some quotes and now and
 * then lets the house's second hand take one, so that depth, ticker and trades have news.
 */
export class MarketMaker {
  readonly #exchange: PaperExchange;
  readonly #random: Random;
  readonly #quoted: Quoted[];

  constructor(exchange: PaperExchange, random: Random, nowMs: number) {
    this.#exchange = exchange;
    this.#random = random;
    // The house never runs dry of paper money; the taker is another account, since nobody trades with himself.
    exchange.open(HOUSE, 1_000n);
    exchange.open(`${HOUSE}-flow`, 1_000n);
    this.#quoted = [...exchange.markets.values()].map((market) => ({
      market,
      mid: market.referenceTicks,
      resting: [],
    }));
    for (const quoted of this.#quoted) this.#fill(quoted, nowMs);
  }

  step(nowMs: number): void {
    for (const quoted of this.#quoted) {
      this.#walk(quoted);
      this.#renew(quoted, nowMs);
      this.#fill(quoted, nowMs);
      if (this.#random.chance(0.25)) this.#take(quoted.market, nowMs);
    }
  }

  /** A random walk that is drawn back to where it began. */
  #walk(quoted: Quoted): void {
    const { referenceTicks } = quoted.market;
    const pull = (referenceTicks - quoted.mid) * 0.002;
    const noise = (this.#random.unit() - 0.5) * referenceTicks * 0.0006;
    quoted.mid = Math.max(LEVELS * 4, Math.round(quoted.mid + pull + noise));
  }

  /** Takes back quotes on the wrong side of the mid, and some of the others. */
  #renew(quoted: Quoted, nowMs: number): void {
    let renewed = 0;
    quoted.resting = quoted.resting.filter((quote) => {
      const order = this.#exchange.findOrder(HOUSE, quote.id);
      if (order?.status !== "NEW" && order?.status !== "PARTIALLY_FILLED") return false;
      const { limitTicks } = order;
      const wrong = quote.side === "BUY" ? limitTicks >= quoted.mid : limitTicks <= quoted.mid;
      const aged = !wrong && renewed < RENEWED_EACH_STEP && this.#random.chance(0.3);
      if (aged) renewed++;
      if (wrong || aged) this.#exchange.cancel(HOUSE, quote.id, nowMs);
      return !wrong && !aged;
    });
  }

  #fill(quoted: Quoted, nowMs: number): void {
    const { market, mid, resting } = quoted;
    const step = Math.max(1, Math.round(market.referenceTicks * 0.0002));
    for (const side of ["BUY", "SELL"] as const) {
      const missing = LEVELS - resting.filter((quote) => quote.side === side).length;
      for (let i = 0; i < missing; i++) {
        const away = step * this.#random.int(1, LEVELS * 2) + this.#random.int(0, step - 1);
        const ticks = Math.max(1, side === "BUY" ? mid - away : mid + away);
        const placed = this.#exchange.place(HOUSE, this.#order(market, side, ticks), nowMs);
        if (placed.ok) resting.push({ id: placed.value.id, side });
      }
    }
  }

  #take(market: Market, nowMs: number): void {
    const side = this.#random.chance(0.5) ? "BUY" : "SELL";
    const order = this.#order(market, side, market.referenceTicks);
    this.#exchange.place(
      `${HOUSE}-flow`,
      { ...order, type: "MARKET", price: null, timeInForce: "IOC" },
      nowMs,
    );
  }

  #order(market: Market, side: OrderSide, ticks: number) {
    const lots = this.#random.int(1, Math.max(10, Math.round(market.orderLotsMax / 100)));
    return {
      symbol: market.symbol,
      side,
      type: "LIMIT",
      quantity: market.lot * BigInt(lots),
      price: market.tick * BigInt(ticks),
      timeInForce: "GTC",
      clientOrderId: null,
    } as const;
  }
}
