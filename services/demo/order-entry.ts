import { z } from "zod";
import { parseStrictJson } from "#lib/crypto/strict-json.ts";
import { fieldErrors } from "#lib/kernel/field-errors.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { parseDecimal } from "./decimal.ts";
import type { OrderInput } from "./orders.ts";

export type InputError = "parameter_wrong" | "body_not_read" | "media_type_unsupported";

const symbol = z.string().regex(/^[A-Z0-9-]{3,32}$/, "a symbol such as BTC-USD");
const id = z.string().regex(/^[1-9]\d{0,14}$/, "an order's number");
const decimal = z
  .string('a decimal in quotes, such as "0.5": numbers lose digits on the way')
  .transform((text, context) => {
    const units = parseDecimal(text);
    if (units === null) context.addIssue("a plain decimal: at most 12 digits, a point, at most 8 digits");
    return units ?? 0n;
  });

const place = z
  .strictObject({
    symbol,
    side: z.enum(["BUY", "SELL"], "BUY or SELL"),
    type: z.enum(["LIMIT", "LIMIT_MAKER", "MARKET"], "LIMIT, LIMIT_MAKER or MARKET"),
    quantity: decimal,
    price: decimal.optional(),
    timeInForce: z.enum(["GTC", "IOC"], "GTC or IOC").optional(),
    newClientOrderId: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,36}$/, "1 to 36 letters, digits, _ or -")
      .optional(),
  })
  .check(({ value, issues }) => {
    const complain = (path: string, message: string) =>
      issues.push({ code: "custom", path: [path], message, input: value });
    if (value.type === "MARKET" && value.price !== undefined)
      complain("price", "none: a market order has no price");
    if (value.type !== "MARKET" && value.price === undefined) complain("price", "a price, or type MARKET");
    if (value.type !== "LIMIT" && value.timeInForce !== undefined)
      complain("timeInForce", "none: only a LIMIT order has one");
  });

/** What each request may carry; anything else is refused by name. */
export const parameters = {
  none: z.strictObject({}),
  symbol: z.strictObject({ symbol }),
  maybeSymbol: z.strictObject({ symbol: symbol.optional() }),
  depth: z.strictObject({
    symbol,
    limit: z.enum(["5", "10", "20", "50", "100"], "5, 10, 20, 50 or 100").default("20").transform(Number),
  }),
  order: z.strictObject({ symbol, orderId: id }),
  place,
} as const;

export type PlaceParameters = z.output<typeof place>;

export function orderInput(given: PlaceParameters): OrderInput {
  return {
    symbol: given.symbol,
    side: given.side,
    type: given.type,
    quantity: given.quantity,
    price: given.price ?? null,
    timeInForce: given.timeInForce ?? "GTC",
    clientOrderId: given.newClientOrderId ?? null,
  };
}

/**
 * Judges parameters, wherever they came from.
 *
 * @returns on refusal `fields` names each one that is wrong and says what is expected.
 */
export function readParameters<S extends z.ZodType>(
  schema: S,
  given: Readonly<Record<string, unknown>>,
): Result<z.output<S>, InputError> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  const unknown = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys : [],
  );
  const { "": _whole, ...fields } = fieldErrors(parsed.error);
  return err("parameter_wrong", {
    fields: {
      ...fields,
      ...Object.fromEntries(unknown.map((name) => [name, "no parameter of this request"])),
    },
  });
}

/** Name–value pairs of a query or a form; a name that stands twice is refused. */
export function readPairs(encoded: string): Result<Record<string, string>, InputError> {
  const pairs: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(encoded)) {
    if (name in pairs) return err("parameter_wrong", { fields: { [name]: "once" } });
    pairs[name] = value;
  }
  return ok(pairs);
}

/** The body of an order: a form or a flat JSON object. */
export function readBody(contentType: string, body: Buffer): Result<Record<string, unknown>, InputError> {
  const mediaType = contentType.split(";")[0]?.trim().toLowerCase();
  if (mediaType === "application/x-www-form-urlencoded") return readPairs(body.toString("utf8"));
  if (mediaType !== "application/json") return err("media_type_unsupported");
  const json = parseStrictJson(body, 2);
  if (!json.ok) return err("body_not_read", { detail: json.detail ?? "The body is not JSON." });
  if (typeof json.value !== "object" || json.value === null || Array.isArray(json.value))
    return err("body_not_read", { detail: "The body is not a JSON object." });
  return ok(Object.fromEntries(Object.entries(json.value)));
}
