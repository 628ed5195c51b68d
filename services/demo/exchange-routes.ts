import type { z } from "zod";
import type { FieldErrors } from "#lib/kernel/result.ts";
import type { Asserted } from "./assertion.ts";
import { formatDecimal } from "./decimal.ts";
import type { Market } from "./markets.ts";
import {
  type InputError,
  orderInput,
  parameters,
  readBody,
  readPairs,
  readParameters,
} from "./order-entry.ts";
import type { Order, PlaceError, Trade } from "./orders.ts";
import { notional, type PaperExchange } from "./paper-exchange.ts";

export type ExchangeRequest = {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly contentType: string;
  readonly body: Buffer;
};
export type ExchangeAnswer = { readonly status: number; readonly body: unknown; readonly allow?: string };

type Context = { readonly exchange: PaperExchange; readonly nowMs: number };
/** An organization's request; `org` is what the gate asserted, never what the request says. */
type Private = Context & { readonly org: string };

type Route<C> = { readonly answer: (context: C, request: ExchangeRequest) => ExchangeAnswer };
type Routes<C> = Readonly<Record<string, Readonly<Record<string, Route<C>>>>>;

/** Asked without a key as well: the gate forwards these with no assertion. */
const publicRoutes: Routes<Context> = {
  "/api/v3/time": { GET: route(parameters.none, ({ nowMs }) => ok({ serverTime: nowMs })) },
  "/api/v3/exchangeInfo": {
    GET: route(parameters.none, ({ exchange }) =>
      ok({ symbols: [...exchange.markets.values()].map(marketView) }),
    ),
  },
};

const privateRoutes: Routes<Private> = {
  "/api/v3/depth": { GET: route(parameters.depth, depth) },
  "/api/v3/ticker": { GET: route(parameters.symbol, ticker) },
  "/api/v3/trades": {
    GET: route(parameters.symbol, ({ exchange }, { symbol }) =>
      inMarket(exchange, symbol, (market) => ok(exchange.trades(market).slice(0, 50).map(tradeView))),
    ),
  },
  "/api/v3/account": {
    GET: route(parameters.none, ({ exchange, org }) => {
      const balances = [...exchange.accounts.balances(org)].map(([asset, { free, locked }]) => ({
        asset,
        free: formatDecimal(free),
        locked: formatDecimal(locked),
      }));
      return ok({ balances });
    }),
  },
  "/api/v3/myTrades": { GET: route(parameters.symbol, myTrades) },
  "/api/v3/openOrders": {
    GET: route(parameters.maybeSymbol, ({ exchange, org }, { symbol }) =>
      ok(open(exchange, org, symbol).map(orderView)),
    ),
    DELETE: route(parameters.maybeSymbol, ({ exchange, org, nowMs }, { symbol }) => {
      const taken = open(exchange, org, symbol).map(({ id }) => exchange.cancel(org, id, nowMs));
      return ok(taken.filter((order) => order !== null).map(orderView));
    }),
  },
  "/api/v3/order": {
    GET: route(parameters.order, ({ exchange, org }, { symbol, orderId }) => {
      const order = exchange.findOrder(org, orderId);
      return order?.market.symbol === symbol ? ok(orderView(order)) : refuse("order_unknown");
    }),
    DELETE: route(parameters.order, ({ exchange, org, nowMs }, { symbol, orderId }) => {
      if (exchange.findOrder(org, orderId)?.market.symbol !== symbol) return refuse("order_unknown");
      const order = exchange.cancel(org, orderId, nowMs);
      return order === null ? refuse("order_not_open") : ok(orderView(order));
    }),
    POST: { answer: place },
  },
};

/** Whether a path is answered without an assertion. */
export function isPublic(path: string): boolean {
  return Object.hasOwn(publicRoutes, path);
}

/** Answers a request; `asserted` is null only for public paths. Pure but for the exchange it works on. */
export function answer(
  exchange: PaperExchange,
  asserted: Asserted | null,
  request: ExchangeRequest,
  nowMs: number,
): ExchangeAnswer {
  const context = { exchange, nowMs, org: asserted?.org ?? "" };
  const routes = asserted === null ? publicRoutes : { ...publicRoutes, ...privateRoutes };
  const methods = Object.hasOwn(routes, request.path) ? routes[request.path] : undefined;
  if (!methods) return refuse("path_unknown");
  const found = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (!found) return { ...refuse("method_unknown"), allow: Object.keys(methods).join(", ") };
  if (asserted !== null && !exchange.open(asserted.org)) return refuse("exchange_full");
  return found.answer(context, request);
}

/** A route that takes its parameters from the query alone. */
function route<S extends z.ZodType, C>(
  schema: S,
  run: (context: C, given: z.output<S>) => ExchangeAnswer,
): Route<C> {
  return {
    answer: (context, { query, body }) => {
      if (body.length > 0) return refuse("body_not_read", { detail: "This request has no body." });
      const pairs = readPairs(query);
      const given = pairs.ok ? readParameters(schema, pairs.value) : pairs;
      return given.ok ? run(context, given.value) : refuse(given.code, given);
    },
  };
}

function place({ exchange, org, nowMs }: Private, request: ExchangeRequest): ExchangeAnswer {
  if (request.query !== "")
    return refuse("parameter_wrong", { detail: "An order stands in the body alone." });
  const body = readBody(request.contentType, request.body);
  const given = body.ok ? readParameters(parameters.place, body.value) : body;
  if (!given.ok) return refuse(given.code, given);
  const placed = exchange.place(org, orderInput(given.value), nowMs);
  return placed.ok ? ok(orderView(placed.value)) : refuse(placed.code);
}

function depth({ exchange }: Context, given: { symbol: string; limit: number }): ExchangeAnswer {
  return inMarket(exchange, given.symbol, (market) => {
    const { bids, asks } = exchange.depth(market);
    const levels = (side: typeof bids) =>
      side.slice(0, given.limit).map(([ticks, lots]) => [price(market, ticks), quantity(market, lots)]);
    return ok({ lastUpdateId: exchange.updates, bids: levels(bids), asks: levels(asks) });
  });
}

function ticker({ exchange, nowMs }: Context, { symbol }: { symbol: string }): ExchangeAnswer {
  return inMarket(exchange, symbol, (market) => {
    const { bids, asks } = exchange.depth(market);
    const [last] = exchange.trades(market);
    return ok({
      symbol,
      bidPrice: bids[0] ? price(market, bids[0][0]) : null,
      bidQty: bids[0] ? quantity(market, bids[0][1]) : null,
      askPrice: asks[0] ? price(market, asks[0][0]) : null,
      askQty: asks[0] ? quantity(market, asks[0][1]) : null,
      lastPrice: last ? price(market, last.ticks) : null,
      time: nowMs,
    });
  });
}

function myTrades({ exchange, org }: Private, { symbol }: { symbol: string }): ExchangeAnswer {
  return inMarket(exchange, symbol, (market) => {
    const mine = exchange
      .trades(market)
      .filter(({ buyerId, sellerId }) => buyerId === org || sellerId === org);
    return ok(
      mine.map((trade) => {
        const bought = trade.buyerId === org;
        return {
          ...tradeView(trade),
          side: bought ? "BUY" : "SELL",
          orderId: bought ? trade.buyOrderId : trade.sellOrderId,
        };
      }),
    );
  });
}

function open(exchange: PaperExchange, org: string, symbol: string | undefined): Order[] {
  return exchange.openOrders(org).filter((order) => symbol === undefined || order.market.symbol === symbol);
}

function inMarket(
  exchange: PaperExchange,
  symbol: string,
  run: (market: Market) => ExchangeAnswer,
): ExchangeAnswer {
  const market = exchange.markets.get(symbol);
  return market ? run(market) : refuse("symbol_unknown");
}

const price = (market: Market, ticks: number) => formatDecimal(market.tick * BigInt(ticks));
const quantity = (market: Market, lots: number) => formatDecimal(market.lot * BigInt(lots));

function marketView(market: Market) {
  return {
    symbol: market.symbol,
    kind: market.kind,
    baseAsset: market.base,
    quoteAsset: market.quote,
    tickSize: formatDecimal(market.tick),
    lotSize: formatDecimal(market.lot),
    maxQty: quantity(market, market.orderLotsMax),
  };
}

function orderView(order: Order) {
  return {
    symbol: order.market.symbol,
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    side: order.side,
    type: order.type,
    timeInForce: order.timeInForce,
    status: order.status,
    price: order.type === "MARKET" ? null : price(order.market, order.limitTicks),
    origQty: quantity(order.market, order.lots),
    executedQty: quantity(order.market, order.filledLots),
    cumulativeQuoteQty: formatDecimal(order.filledQuote),
    time: order.createdAtMs,
    updateTime: order.updatedAtMs,
  };
}

function tradeView(trade: Trade) {
  return {
    id: trade.id,
    price: price(trade.market, trade.ticks),
    qty: quantity(trade.market, trade.lots),
    quoteQty: formatDecimal(notional(trade.market, trade.ticks, trade.lots)),
    takerSide: trade.takerSide,
    time: trade.atMs,
  };
}

function ok(body: unknown): ExchangeAnswer {
  return { status: 200, body };
}

export type ExchangeCode =
  | PlaceError
  | InputError
  | "path_unknown"
  | "method_unknown"
  | "order_unknown"
  | "order_not_open"
  | "body_too_large"
  | "assertion_refused";

const refusals: Readonly<Record<ExchangeCode, readonly [number, string]>> = {
  path_unknown: [404, "The exchange has no such path."],
  method_unknown: [405, "This path does not take that method."],
  parameter_wrong: [400, "A parameter is wrong."],
  body_not_read: [400, "The body could not be read."],
  body_too_large: [413, "A body has at most 8 KiB."],
  media_type_unsupported: [415, "Send application/json or application/x-www-form-urlencoded."],
  assertion_refused: [401, "The exchange answers only what the gate vouches for."],
  symbol_unknown: [400, "The exchange has no such symbol."],
  price_off_tick: [400, "The price is not a whole number of ticks."],
  price_out_of_range: [400, "The price is out of range."],
  quantity_off_lot: [400, "The quantity is not a whole number of lots."],
  quantity_out_of_range: [400, "The quantity is out of range."],
  balance_too_low: [409, "The free balance does not cover this order."],
  would_take: [409, "A LIMIT_MAKER order would trade at once."],
  nothing_to_trade_with: [409, "The other side of the book is empty."],
  too_many_open_orders: [409, "This organization has as many open orders as it can."],
  client_order_id_in_use: [409, "An open order has this newClientOrderId."],
  order_unknown: [404, "This organization has no such order."],
  order_not_open: [409, "The order is no longer open."],
  exchange_full: [503, "The exchange holds as many accounts as it can."],
};

/** A refusal in the exchange's own words: `{ code, message, fields? }`. */
export function refuse(
  code: ExchangeCode,
  more: { readonly detail?: string; readonly fields?: FieldErrors } = {},
): ExchangeAnswer {
  const [status, words] = refusals[code];
  return {
    status,
    body: { code, message: more.detail ?? words, ...(more.fields ? { fields: more.fields } : {}) },
  };
}
