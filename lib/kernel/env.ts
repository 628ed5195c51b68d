import { isIP } from "node:net";
import { homedir } from "node:os";
import { isAbsolute, join, normalize } from "node:path";
import { z } from "zod";
import { parseDatabaseUrl } from "./database-url.ts";
import { err, ok, type Result } from "./result.ts";

/** Where a process of the house listens. */
export type Listen = {
  /** Addresses to bind. Both loopback families by default; a system without IPv6 lacks the second. */
  readonly hosts: readonly string[];
  readonly port: number;
};

export type Env = {
  /** Absolute. Everything Keywarden keeps on this machine is below it. */
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  /** The same database past a pooler, for LISTEN. */
  readonly databaseDirectUrl: string | null;
  readonly redisUrl: string | null;
  /** `origin` is also what passkeys are bound to (the WebAuthn rpID is its host name). */
  readonly console: Listen & { readonly origin: string };
  /** The first origin is the one shown to people; requests for any other authority get 421. */
  readonly gateway: Listen & { readonly origins: readonly [string, ...string[]] };
  readonly authz: Listen & { readonly origin: string };
  /** Plain HTTP, therefore on loopback only. */
  readonly internal: Listen;
  /** CIDRs of the proxies whose forwarded addresses are believed. */
  readonly trustedProxies: readonly string[];
  /** PEM files; null: a certificate by the local CA. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** Provider URIs of the key-encryption keys; null: a file below the data directory. */
  readonly kek: {
    readonly console: string | null;
    readonly gate: string | null;
    readonly signer: string | null;
  };
  readonly postgres: "auto" | "system" | "npm";
};

/** Whose defaults apply. Root keeps its data where the database's user can reach it. */
export type User = { readonly uid: number; readonly home: string };

const LOOPBACK: readonly string[] = ["127.0.0.1", "::1"];

/** True for 127.0.0.0/8, ::1 (bracketed or not) and the name localhost. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  return bare === "localhost" || bare === "::1" || (isIP(bare) === 4 && bare.startsWith("127."));
}

const text = (expected: string, holds: (value: string) => boolean) => z.string().refine(holds, expected);

const port = text(
  "a whole number from 1 to 65535",
  (v) => /^\d{1,5}$/.test(v) && +v >= 1 && +v <= 65_535,
).transform(Number);
const listenHost = text("an IP address to listen on, or localhost", (v) => v === "localhost" || isIP(v) > 0);
const absolutePath = text("an absolute path", (v) => isAbsolute(v) && !v.includes("\0")).transform((v) =>
  normalize(v).replace(/(.)\/+$/, "$1"),
);
const list = (value: string) => value.split(/[\s,]+/).filter((part) => part !== "");

function url(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}
/** An origin and nothing more: no path, no query, no user. */
function isOrigin(value: string, protocols: readonly string[]): boolean {
  return protocols.includes(url(value)?.protocol ?? "") && /^[a-z]+:\/\/[^/?#@\\\s]+\/?$/i.test(value);
}

function isDatabaseUrl(value: string): boolean {
  const parts = parseDatabaseUrl(value);
  return (
    parts !== null &&
    (parts.secure || parts.host === null || parts.host.startsWith("/") || isLoopback(parts.host))
  );
}
function isRedisUrl(value: string): boolean {
  const parsed = url(value);
  return parsed?.protocol === "rediss:" || (parsed?.protocol === "redis:" && isLoopback(parsed.hostname));
}
function isConsoleOrigin(value: string): boolean {
  const parsed = url(value);
  if (
    parsed === null ||
    !isOrigin(value, ["https:", "http:"]) ||
    isIP(parsed.hostname.replace(/[[\]]/g, "")) > 0
  )
    return false;
  return (
    parsed.protocol === "https:" || isLoopback(parsed.hostname) || parsed.hostname.endsWith(".localhost")
  );
}
function isCidr(value: string): boolean {
  const [address = "", prefix, ...rest] = value.split("/");
  const bits = isIP(address) === 4 ? 32 : 128;
  return (
    isIP(address) > 0 &&
    rest.length === 0 &&
    (prefix === undefined || (/^\d{1,3}$/.test(prefix) && +prefix <= bits))
  );
}

const databaseUrl = text(
  "a postgres:// URL; off this machine with sslmode=verify-full, since plain connections are refused there",
  isDatabaseUrl,
);
const httpsOrigin = (value: string) => isOrigin(value, ["https:"]);
const kek = text("file: and an absolute path, the one key provider this version knows", (v) =>
  /^file:\/[^\0]+$/.test(v),
);

/** Every variable of the house, by its name. What is not here is not read. */
const variables = z.object({
  KEYWARDEN_DATA_DIR: absolutePath.optional(),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_DIRECT_URL: databaseUrl.optional(),
  REDIS_URL: text("a redis:// URL on this machine, or a rediss:// URL anywhere", isRedisUrl).optional(),
  CONSOLE_PORT: port.default(3000),
  GATEWAY_PORT: port.default(8443),
  AUTHZ_PORT: port.default(8444),
  INTERNAL_PORT: port.default(9464),
  CONSOLE_HOST: listenHost.optional(),
  GATEWAY_HOST: listenHost.optional(),
  AUTHZ_HOST: listenHost.optional(),
  INTERNAL_HOST: listenHost
    .refine(isLoopback, "a loopback address: the internal port speaks plain HTTP")
    .optional(),
  CONSOLE_ORIGIN: text(
    "an origin such as https://keys.venue.example: a host name (passkeys take no IP address), https unless it is localhost, no path",
    isConsoleOrigin,
  ).optional(),
  GATEWAY_ORIGINS: text(
    "https:// origins without a path, separated by commas",
    (v) => list(v).length > 0 && list(v).every(httpsOrigin),
  ).optional(),
  AUTHZ_ORIGIN: text("an https:// origin without a path", httpsOrigin).optional(),
  TRUSTED_PROXIES: text("CIDRs such as 10.0.0.0/8, separated by commas", (v) =>
    list(v).every(isCidr),
  ).optional(),
  KEYWARDEN_TLS_CERT: absolutePath.optional(),
  KEYWARDEN_TLS_KEY: absolutePath.optional(),
  KEYWARDEN_KEK_CONSOLE: kek.optional(),
  KEYWARDEN_KEK_GATE: kek.optional(),
  KEYWARDEN_KEK_SIGNER: kek.optional(),
  KEYWARDEN_POSTGRES: z.enum(["auto", "system", "npm"], "auto, system or npm").default("auto"),
});

export type VariableName = keyof z.infer<typeof variables>;
export const variableNames = Object.keys(variables.shape) as readonly VariableName[];

/** Their values may hold passwords or tell where keys lie: named in an answer, never shown. */
const UNSHOWN: ReadonlySet<string> = new Set([
  "DATABASE_URL",
  "DATABASE_DIRECT_URL",
  "REDIS_URL",
  "KEYWARDEN_KEK_CONSOLE",
  "KEYWARDEN_KEK_GATE",
  "KEYWARDEN_KEK_SIGNER",
]);
const SHOWN_MAX = 80;

/** The file in the data directory with the settings of the last start. */
export const SETTINGS_FILE = "settings.json";

/** What another process needs, to say the same addresses: all that was given but where the database is, which may hold a password. */
export function settingsOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const unkept = new Set(["KEYWARDEN_DATA_DIR", "DATABASE_URL", "DATABASE_DIRECT_URL", "REDIS_URL"]);
  return Object.fromEntries(
    variableNames.flatMap((name) => (env[name] && !unkept.has(name) ? [[name, env[name]]] : [])),
  );
}

/**
 * Reads the environment, once a process. Empty values count as absent.
 *
 * @returns the first thing wrong as `detail`: one line that names the variable and says what is expected.
 */
export function parseEnv(
  env: Readonly<Record<string, string | undefined>>,
  user: User = { uid: process.getuid?.() ?? -1, home: homedir() },
): Result<Env, "invalid_environment"> {
  const given = Object.fromEntries(variableNames.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(String(issue?.path[0]), given, issue?.message ?? "another value");
  }
  const v = parsed.data;
  const conflict = conflictIn(v);
  if (conflict !== null) return refuse(conflict[0], given, conflict[1]);
  const dataHome =
    env.XDG_DATA_HOME && isAbsolute(env.XDG_DATA_HOME) ? env.XDG_DATA_HOME : join(user.home, ".local/share");
  const authority = `localhost:${v.GATEWAY_PORT}`;
  const tls =
    v.KEYWARDEN_TLS_CERT && v.KEYWARDEN_TLS_KEY
      ? { certFile: v.KEYWARDEN_TLS_CERT, keyFile: v.KEYWARDEN_TLS_KEY }
      : null;
  return ok({
    dataDir: v.KEYWARDEN_DATA_DIR ?? (user.uid === 0 ? "/var/lib/keywarden" : join(dataHome, "keywarden")),
    databaseUrl: v.DATABASE_URL ?? null,
    databaseDirectUrl: v.DATABASE_DIRECT_URL ?? null,
    redisUrl: v.REDIS_URL ?? null,
    console: {
      ...listen(v.CONSOLE_HOST, v.CONSOLE_PORT),
      origin: originOf(v.CONSOLE_ORIGIN ?? `${tls ? "https" : "http"}://localhost:${v.CONSOLE_PORT}`),
    },
    gateway: {
      ...listen(v.GATEWAY_HOST, v.GATEWAY_PORT),
      origins: atLeastOne(
        list(v.GATEWAY_ORIGINS ?? "").map(originOf),
        [authority, `127.0.0.1:${v.GATEWAY_PORT}`, `[::1]:${v.GATEWAY_PORT}`].map((a) =>
          originOf(`https://${a}`),
        ),
      ),
    },
    authz: {
      ...listen(v.AUTHZ_HOST, v.AUTHZ_PORT),
      origin: originOf(v.AUTHZ_ORIGIN ?? `https://localhost:${v.AUTHZ_PORT}`),
    },
    internal: listen(v.INTERNAL_HOST, v.INTERNAL_PORT),
    trustedProxies: list(v.TRUSTED_PROXIES ?? ""),
    tls,
    kek: {
      console: v.KEYWARDEN_KEK_CONSOLE ?? null,
      gate: v.KEYWARDEN_KEK_GATE ?? null,
      signer: v.KEYWARDEN_KEK_SIGNER ?? null,
    },
    postgres: v.KEYWARDEN_POSTGRES,
  });
}

const originOf = (value: string): string => new URL(value).origin;

function listen(host: string | undefined, at: number): Listen {
  return { hosts: host === undefined || host === "localhost" ? LOOPBACK : [host], port: at };
}

function atLeastOne(given: readonly string[], otherwise: readonly string[]): readonly [string, ...string[]] {
  return (given.length > 0 ? given : otherwise) as [string, ...string[]];
}

/** What no single variable can know: two that exclude each other, or one that needs another. */
function conflictIn(v: z.infer<typeof variables>): [VariableName, string] | null {
  const ports = ["CONSOLE_PORT", "GATEWAY_PORT", "AUTHZ_PORT", "INTERNAL_PORT"] as const;
  for (const [i, name] of ports.entries()) {
    const twin = ports.slice(0, i).find((other) => v[other] === v[name]);
    if (twin !== undefined) return [name, `another port than ${twin}`];
  }
  if (v.KEYWARDEN_TLS_CERT && !v.KEYWARDEN_TLS_KEY)
    return ["KEYWARDEN_TLS_KEY", "the key file that goes with KEYWARDEN_TLS_CERT"];
  if (v.KEYWARDEN_TLS_KEY && !v.KEYWARDEN_TLS_CERT)
    return ["KEYWARDEN_TLS_CERT", "the certificate file that goes with KEYWARDEN_TLS_KEY"];
  if (v.CONSOLE_HOST && !isLoopback(v.CONSOLE_HOST) && !v.KEYWARDEN_TLS_CERT) {
    return [
      "CONSOLE_HOST",
      "a loopback address, or KEYWARDEN_TLS_CERT and KEYWARDEN_TLS_KEY: plain HTTP is refused off loopback",
    ];
  }
  if (v.DATABASE_DIRECT_URL && !v.DATABASE_URL)
    return ["DATABASE_URL", "the URL of the same database by way of its pooler"];
  return null;
}

function refuse(
  name: string,
  given: Record<string, unknown>,
  expected: string,
): Result<never, "invalid_environment"> {
  const value = given[name];
  const shown = JSON.stringify(String(value).slice(0, SHOWN_MAX));
  const state = value === undefined ? "is missing" : UNSHOWN.has(name) ? "has a wrong value" : `is ${shown}`;
  return err("invalid_environment", { detail: `${name} ${state}: expected ${expected}.` });
}
