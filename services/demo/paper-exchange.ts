import { OrderBook, SelfTradePreventionMode, Side } from "nodejs-order-book";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { Accounts } from "./accounts.ts";
import { UNIT } from "./decimal.ts";
import { type Market, STARTING_USD, TICKS_MAX } from "./markets.ts";
import type { Order, OrderInput, OrderSide, OrderStatus, PlaceError, Trade } from "./orders.ts";

/** Resting orders of one organization. */
export const OPEN_ORDERS_MAX = 200;
/** Closed orders kept for each organization, and trades for each market. */
export const CLOSED_ORDERS_MAX = 100;
export const TRADES_MAX = 200;
/** A market order takes no price worse than the best one by more than this many percent. */
const MARKET_REACH_PERCENT = 5;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Desk = { readonly open: Map<string, Mutable<Order>>; readonly closed: Order[] };

/** Price levels as [ticks, lots], best first. */
export type Depth = {
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
};

/** Accounts, books and matching of the paper exchange, without any wire. All in memory, all bounded. */
export class PaperExchange {
  readonly accounts = new Accounts();
  readonly markets: ReadonlyMap<string, Market>;
  readonly #books = new Map<string, OrderBook>();
  readonly #trades = new Map<string, Trade[]>();
  readonly #desks = new Map<string, Desk>();
  /** Every resting order, whoever's: a book names its makers by id alone. */
  readonly #resting = new Map<string, Mutable<Order>>();
  #lastOrder = 0;
  #lastTrade = 0;
  #updates = 0;

  constructor(markets: readonly Market[]) {
    this.markets = new Map(markets.map((market) => [market.symbol, market]));
    for (const { symbol } of markets) {
      this.#books.set(symbol, new OrderBook());
      this.#trades.set(symbol, []);
    }
  }

  /** Counts every change of any book. */
  get updates(): number {
    return this.#updates;
  }

  /** Gives an organization its account on first sight; false when the exchange holds as many as it can. */
  open(orgId: string, times = 1n): boolean {
    const starting = new Map([["USD", STARTING_USD * times]]);
    for (const market of this.markets.values()) starting.set(market.base, market.startingBase * times);
    if (!this.accounts.open(orgId, starting)) return false;
    if (!this.#desks.has(orgId)) this.#desks.set(orgId, { open: new Map(), closed: [] });
    return true;
  }

  depth(market: Market): Depth {
    const [asks, bids] = this.#book(market).depth();
    return { asks, bids };
  }

  /** Newest first. */
  trades(market: Market): readonly Trade[] {
    return (this.#trades.get(market.symbol) ?? []).toReversed();
  }

  openOrders(orgId: string): readonly Order[] {
    return [...(this.#desks.get(orgId)?.open.values() ?? [])];
  }

  findOrder(orgId: string, id: string): Order | null {
    const desk = this.#desks.get(orgId);
    return desk?.open.get(id) ?? desk?.closed.find((order) => order.id === id) ?? null;
  }

  /**
   * Places an order and trades it as far as it goes. Nothing has changed when it is refused.
   *
   * @param nowMs milliseconds since the epoch.
   */
  place(orgId: string, input: OrderInput, nowMs: number): Result<Order, PlaceError> {
    if (!this.open(orgId)) return err("exchange_full");
    const desk = this.#desk(orgId);
    const checked = this.#check(desk, input);
    if (!checked.ok) return checked;
    const { market, lots, ticks } = checked.value;
    const [asset, amount] = held(market, input.side, ticks, lots);
    if (!this.accounts.lock(orgId, asset, amount)) return err("balance_too_low");
    const order: Mutable<Order> = {
      id: String(++this.#lastOrder),
      clientOrderId: input.clientOrderId,
      orgId,
      market,
      side: input.side,
      type: input.type,
      timeInForce: input.type === "MARKET" ? "IOC" : input.timeInForce,
      limitTicks: ticks,
      lots,
      filledLots: 0,
      filledQuote: 0n,
      status: "NEW",
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    };
    desk.open.set(order.id, order);
    this.#resting.set(order.id, order);
    this.#match(order, nowMs);
    return ok({ ...order });
  }

  /** Takes a resting order of this organization off its book; null when it has none of that id. */
  cancel(orgId: string, id: string, nowMs: number): Order | null {
    const order = this.#desks.get(orgId)?.open.get(id);
    if (!order) return null;
    this.#book(order.market).cancel(id);
    this.#close(order, "CANCELED", nowMs);
    return { ...order };
  }

  #check(desk: Desk, input: OrderInput): Result<{ market: Market; lots: number; ticks: number }, PlaceError> {
    const market = this.markets.get(input.symbol);
    if (!market) return err("symbol_unknown");
    if (input.quantity % market.lot !== 0n) return err("quantity_off_lot");
    const lots = input.quantity / market.lot;
    if (lots < 1n || lots > BigInt(market.orderLotsMax)) return err("quantity_out_of_range");
    if (desk.open.size >= OPEN_ORDERS_MAX) return err("too_many_open_orders");
    if (input.clientOrderId !== null) {
      for (const open of desk.open.values())
        if (open.clientOrderId === input.clientOrderId) return err("client_order_id_in_use");
    }
    const ticks = this.#limitTicks(market, input);
    if (!ticks.ok) return ticks;
    return ok({ market, lots: Number(lots), ticks: ticks.value });
  }

  #limitTicks(market: Market, input: OrderInput): Result<number, PlaceError> {
    const { bids, asks } = this.depth(market);
    const best = (input.side === "BUY" ? asks : bids)[0]?.[0];
    if (input.price === null) {
      if (best === undefined) return err("nothing_to_trade_with");
      const reach = Math.ceil((best * MARKET_REACH_PERCENT) / 100);
      const worst = input.side === "BUY" ? best + reach : best - reach;
      return ok(Math.min(Math.max(worst, 1), TICKS_MAX));
    }
    if (input.price % market.tick !== 0n) return err("price_off_tick");
    const ticks = input.price / market.tick;
    if (ticks < 1n || ticks > BigInt(TICKS_MAX)) return err("price_out_of_range");
    const crosses = best !== undefined && (input.side === "BUY" ? ticks >= best : ticks <= best);
    if (input.type === "LIMIT_MAKER" && crosses) return err("would_take");
    return ok(Number(ticks));
  }

  #match(order: Mutable<Order>, nowMs: number): void {
    this.#updates++;
    const result = this.#book(order.market).limit({
      id: order.id,
      side: order.side === "BUY" ? Side.BUY : Side.SELL,
      size: order.lots,
      price: order.limitTicks,
      accountId: order.orgId,
      // An organization does not trade with itself: its resting order gives way.
      stpMode: SelfTradePreventionMode.EXPIRE_MAKER,
    });
    if (result.err !== null) throw result.err;
    for (const maker of result.done) {
      if (maker.id !== order.id && "price" in maker)
        this.#settle(order, maker.id, maker.price, maker.size, nowMs);
    }
    const { partial } = result;
    if (partial !== null && partial.id !== order.id)
      this.#settle(order, partial.id, partial.price, result.partialQuantityProcessed, nowMs);
    for (const { id } of result.stpExpired ?? []) {
      const expired = this.#resting.get(id);
      if (expired) this.#close(expired, "EXPIRED", nowMs);
    }
    if (order.status === "FILLED" || order.timeInForce === "GTC") return;
    this.#book(order.market).cancel(order.id);
    this.#close(order, "EXPIRED", nowMs);
  }

  /** One fill: at the maker's price, out of what both sides have locked at their own. */
  #settle(taker: Mutable<Order>, makerId: string, ticks: number, lots: number, nowMs: number): void {
    const maker = this.#resting.get(makerId);
    if (!maker) throw new Error(`order ${makerId} is on a book and on no desk`);
    const { market } = taker;
    const [buyer, seller] = taker.side === "BUY" ? [taker, maker] : [maker, taker];
    const cost = notional(market, ticks, lots);
    this.accounts.unlock(buyer.orgId, "USD", notional(market, buyer.limitTicks, lots) - cost);
    this.accounts.payLocked(buyer.orgId, seller.orgId, "USD", cost);
    this.accounts.payLocked(seller.orgId, buyer.orgId, market.base, market.lot * BigInt(lots));
    for (const order of [maker, taker]) {
      order.filledLots += lots;
      order.filledQuote += cost;
      order.updatedAtMs = nowMs;
      order.status = "PARTIALLY_FILLED";
      if (order.filledLots === order.lots) this.#close(order, "FILLED", nowMs);
    }
    const trades = this.#trades.get(market.symbol) as Trade[];
    trades.push({
      id: ++this.#lastTrade,
      market,
      ticks,
      lots,
      takerSide: taker.side,
      buyOrderId: buyer.id,
      sellOrderId: seller.id,
      buyerId: buyer.orgId,
      sellerId: seller.orgId,
      atMs: nowMs,
    });
    if (trades.length > TRADES_MAX) trades.shift();
  }

  #close(order: Mutable<Order>, status: OrderStatus, nowMs: number): void {
    this.#updates++;
    const [asset, rest] = held(order.market, order.side, order.limitTicks, order.lots - order.filledLots);
    this.accounts.unlock(order.orgId, asset, rest);
    order.status = status;
    order.updatedAtMs = nowMs;
    const { open, closed } = this.#desk(order.orgId);
    open.delete(order.id);
    this.#resting.delete(order.id);
    closed.push(order);
    if (closed.length > CLOSED_ORDERS_MAX) closed.shift();
  }

  #book(market: Market): OrderBook {
    return this.#books.get(market.symbol) as OrderBook;
  }

  #desk(orgId: string): Desk {
    return this.#desks.get(orgId) as Desk;
  }
}

/** What an order must set aside: quote at its limit when it buys, base when it sells. */
function held(market: Market, side: OrderSide, ticks: number, lots: number): [string, bigint] {
  return side === "BUY" ? ["USD", notional(market, ticks, lots)] : [market.base, market.lot * BigInt(lots)];
}

/** The worth of lots at a price, in 10^-8 USD; exact, since tick × lot of every market is whole. */
export function notional(market: Market, ticks: number, lots: number): bigint {
  return (market.tick * market.lot * BigInt(ticks) * BigInt(lots)) / UNIT;
}
