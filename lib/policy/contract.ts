import { z } from "zod";
import { defaultBurst, type LimitPolicy } from "#lib/limits/contract.ts";

/*
 * The configuration file, as `keywarden apply` reads it. Shapes and bounds are here; what takes more than one line of
 * the file to judge is in check.ts. Unknown keys are refused everywhere: what isn't enforced is never silently there.
 */

/** A gate counts as live while its last sign of life is at most this old. */
export const GATE_LIVE_SEC = 3;

/** How many of the gates that are live have applied a change. */
export type GateConfirmation = { readonly confirmed: number; readonly total: number };

export const API_VERSION = "keywarden/v1";
export const WINDOW_MS_DEFAULT = 5_000;
export const WINDOW_MS_MIN = 1_000;
export const WINDOW_MS_MAX = 60_000;
const WINDOW_SEC_MAX = 86_400;
const QUOTA_MAX = 1_000_000_000;
const COST_MAX = 1_000_000;

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    "must be letters, digits, '.', '-' or '_', at most 63, beginning with a letter or digit",
  );
const scopeName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}:[a-z][a-z0-9-]{0,30}$/, "must look like domain:level, such as trade:write");
const count = (max: number) =>
  z.int("must be a whole number").min(1, "must be at least 1").max(max, `must be at most ${max}`);

/** Says no to what CONTRACT knows and this version does not enforce. */
function later<S extends z.ZodType>(schema: S, absent: (value: z.output<S>) => boolean, why: string) {
  return schema.optional().refine((value) => value === undefined || absent(value), { error: why });
}

const PREFIX = /^\/$|^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/;
const HOST = /^(?=.*[a-z])([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

const match = z
  .strictObject({
    pathPrefix: z
      .string()
      .max(256)
      .regex(
        PREFIX,
        "must be whole path segments of letters, digits, '.', '_', '~' and '-', such as /exchange",
      )
      .optional(),
    host: z.string().max(253).regex(HOST, "must be a host name in lower case, without a port").optional(),
  })
  .refine(({ pathPrefix, host }) => (pathPrefix === undefined) !== (host === undefined), {
    error: "must be either { pathPrefix: /segment } or { host: name }",
  })
  .transform(({ pathPrefix, host }) => (host === undefined ? { pathPrefix: pathPrefix ?? "/" } : { host }))
  .readonly();

export const routeMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

const route = z
  .strictObject({
    method: z.enum(routeMethods, { error: `must be one of ${routeMethods.join(", ")}` }),
    path: z
      .string()
      .max(512)
      .regex(
        /^\/$|^(\/([A-Za-z0-9_~@:$!'()+,=-][A-Za-z0-9._~@:$!'()+,=-]*|\{[a-zA-Z][a-zA-Z0-9_]{0,31}\}))*(\/\*)?$/,
        "must be whole segments, each a text or a parameter {name}; the last may be *",
      )
      .min(1),
    scope: scopeName.nullable(),
    cost: count(COST_MAX).default(1),
    bind: later(
      z.record(z.string(), z.string()),
      (value) => Object.keys(value).length === 0,
      "constraints on what a request says (bind) are not enforced by this version; remove it",
    ),
    body: later(
      z.string().nullable(),
      (value) => value === null,
      "body schemas are not enforced by this version; remove it",
    ),
    websocket: later(
      z.boolean(),
      (value) => !value,
      "WebSocket routes are not served by this version; remove it",
    ),
  })
  .transform(({ method, path, scope, cost }) => ({ method, path, scope, cost }))
  .readonly();

const rpcMethod = z
  .strictObject({
    method: z
      .string()
      .max(128)
      .regex(/^([A-Za-z0-9_.:/-]+\*?|\*)$/, "must be a method's name, or its beginning followed by *"),
    scope: scopeName.nullable(),
    cost: count(COST_MAX).default(1),
  })
  .readonly();

export const signatureProfiles = ["rfc9421", "binance", "bybit", "deribit"] as const;
const profile = z
  .enum(signatureProfiles, { error: `must be one of ${signatureProfiles.join(", ")}` })
  .refine((value) => value === "rfc9421", {
    error: "this version verifies rfc9421 signatures (and bearer tokens) only; remove this profile",
  })
  .transform(() => "rfc9421" as const);

const hookCall = (call: string) =>
  later(z.unknown(), (value) => value === null, `${call} is not called by this version; set it to null`);

const upstreamShared = {
  name,
  url: z.string().max(2048),
  env: z.enum(["live", "test"], { error: "must be live or test" }).default("live"),
  hooks: z.strictObject({ cancelAll: hookCall("cancelAll"), openOrders: hookCall("openOrders") }).optional(),
  match,
  profiles: z.array(profile).min(1, "must name at least one profile").max(4).default(["rfc9421"]),
  windowMs: z
    .int("must be a whole number")
    .min(WINDOW_MS_MIN, `must be at least ${WINDOW_MS_MIN}`)
    .max(WINDOW_MS_MAX, `must be at most ${WINDOW_MS_MAX}`)
    .default(WINDOW_MS_DEFAULT),
};

const upstream = z.discriminatedUnion(
  "kind",
  [
    z
      .strictObject({ ...upstreamShared, kind: z.literal("http"), routes: z.array(route).min(1).max(2000) })
      .transform(({ hooks: _, ...rest }) => rest)
      .readonly(),
    z
      .strictObject({
        ...upstreamShared,
        kind: z.literal("jsonrpc"),
        methods: z.array(rpcMethod).min(1).max(2000),
      })
      .transform(({ hooks: _, ...rest }) => rest)
      .readonly(),
  ],
  {
    error: (issue) =>
      (issue.input as { kind?: unknown } | null)?.kind === "fix"
        ? "FIX upstreams are not served by this version; remove this upstream"
        : "must be http or jsonrpc",
  },
);

const limit = z
  .strictObject({
    name,
    per: z.enum(["key", "org", "ip"], { error: "must be key, org or ip" }),
    scope: scopeName.nullish(),
    quota: count(QUOTA_MAX),
    windowSec: count(WINDOW_SEC_MAX),
    burst: count(QUOTA_MAX).optional(),
  })
  .transform(
    ({ scope, burst, ...rest }): LimitPolicy => ({
      ...rest,
      scope: scope ?? null,
      burst: burst ?? defaultBurst(rest.quota),
    }),
  )
  .readonly();

const tier = z.strictObject({ name, limits: z.array(name).max(100) }).readonly();

const addedScope = z
  .strictObject({
    name: scopeName,
    risk: z
      .enum(["read", "trade", "transfer"], { error: "must be read, trade or transfer" })
      .default("transfer"),
  })
  .readonly();

const strangers = z.strictObject({ failures: count(1_000_000), windowSec: count(WINDOW_SEC_MAX) }).readonly();

export const configurationSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION, { error: `must be ${API_VERSION}` }),
    scopes: z.array(addedScope).max(200).default([]),
    upstreams: z.array(upstream).max(200).default([]),
    strangers: strangers.default({ failures: 60, windowSec: 60 }),
    limits: z.array(limit).max(200).default([]),
    tiers: z.array(tier).max(200).default([]),
  })
  .readonly();

/** A configuration with every default filled in: the one form that is compared, stored and enforced. */
export type Configuration = z.output<typeof configurationSchema>;
export type Upstream = Configuration["upstreams"][number];
export type HttpUpstream = Extract<Upstream, { kind: "http" }>;
export type JsonRpcUpstream = Extract<Upstream, { kind: "jsonrpc" }>;
export type Route = HttpUpstream["routes"][number];
export type RpcMethod = JsonRpcUpstream["methods"][number];
export type Tier = Configuration["tiers"][number];
export type AddedScope = Configuration["scopes"][number];

/** In force until the first `apply`: nothing is routed anywhere. */
export const EMPTY_CONFIGURATION: Configuration = configurationSchema.parse({ apiVersion: API_VERSION });

/** One line of what an `apply` would do. */
export type PlanLine = {
  readonly op: "add" | "remove" | "change";
  /** Such as `upstream exchange` or `upstream exchange, route GET /api/v3/time`. */
  readonly subject: string;
  /** What it was and what it becomes, in the file's own words; null for what is added or removed whole. */
  readonly from: string | null;
  readonly to: string | null;
  /** Lets a request through that was refused before, or more of them. */
  readonly widens: boolean;
};

export type ApplyError = "configuration_invalid";

export type AppliedPlan = {
  /** False: the same configuration was in force already, and nothing was written. */
  readonly changed: boolean;
  /** What `awaitGates` waits for; null after a dry run. */
  readonly version: number | null;
  readonly plan: readonly PlanLine[];
};

/** A gate as the console and the command show it. */
export type GateState = {
  readonly id: string;
  readonly name: string;
  readonly startedAt: string;
  readonly seenAt: string;
  readonly appliedVersion: number;
  /** Heard of within the last 3 s, and not stopped. */
  readonly live: boolean;
};
