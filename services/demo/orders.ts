import type { Market } from "./markets.ts";

export type OrderSide = "BUY" | "SELL";
export type OrderType = "LIMIT" | "LIMIT_MAKER" | "MARKET";
export type OrderStatus = "NEW" | "PARTIALLY_FILLED" | "FILLED" | "CANCELED" | "EXPIRED";

export type OrderInput = {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly type: OrderType;
  /** In 10^-8 of the base. */
  readonly quantity: bigint;
  /** In 10^-8 USD; null exactly for MARKET. */
  readonly price: bigint | null;
  /** IOC: what does not trade at once is not kept. */
  readonly timeInForce: "GTC" | "IOC";
  readonly clientOrderId: string | null;
};

export type Order = {
  readonly id: string;
  readonly clientOrderId: string | null;
  readonly orgId: string;
  readonly market: Market;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly timeInForce: "GTC" | "IOC";
  /** For MARKET: the worst price it would have taken. */
  readonly limitTicks: number;
  readonly lots: number;
  readonly filledLots: number;
  /** What was paid or received so far, in 10^-8 USD. */
  readonly filledQuote: bigint;
  readonly status: OrderStatus;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};

export type Trade = {
  readonly id: number;
  readonly market: Market;
  readonly ticks: number;
  readonly lots: number;
  readonly takerSide: OrderSide;
  readonly buyOrderId: string;
  readonly sellOrderId: string;
  readonly buyerId: string;
  readonly sellerId: string;
  readonly atMs: number;
};

export type PlaceError =
  | "symbol_unknown"
  | "price_off_tick"
  | "price_out_of_range"
  | "quantity_off_lot"
  | "quantity_out_of_range"
  | "balance_too_low"
  | "would_take"
  | "nothing_to_trade_with"
  | "too_many_open_orders"
  | "client_order_id_in_use"
  | "exchange_full";
