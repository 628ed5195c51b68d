import { expect, it } from "vitest";
import { isLoopback, parseEnv, variableNames } from "./env.ts";

const user = { uid: 1000, home: "/home/kim" };
const parse = (env: Record<string, string> = {}) => {
  const result = parseEnv(env, user);
  if (!result.ok) throw new Error(result.detail);
  return result.value;
};
const refusal = (env: Record<string, string>) => {
  const result = parseEnv(env, user);
  return result.ok ? null : (result.detail ?? "");
};

// Guarantee: with nothing set, everything listens on loopback at the published ports.
it("has the published defaults", () => {
  expect(parse()).toMatchObject({
    dataDir: "/home/kim/.local/share/keywarden",
    databaseUrl: null,
    console: { hosts: ["127.0.0.1", "::1"], port: 3000, origin: "http://localhost:3000" },
    gateway: {
      hosts: ["127.0.0.1", "::1"],
      port: 8443,
      origins: ["https://localhost:8443", "https://127.0.0.1:8443", "https://[::1]:8443"],
    },
    authz: { port: 8444, origin: "https://localhost:8444" },
    internal: { hosts: ["127.0.0.1", "::1"], port: 9464 },
    trustedProxies: [],
    postgres: "auto",
  });
});

// Guarantee: data lands where XDG says, for root where the database's user can reach it, and never relative to somewhere.
it("chooses the data directory by user", () => {
  expect(parse({ XDG_DATA_HOME: "/data" }).dataDir).toBe("/data/keywarden");
  expect(parse({ XDG_DATA_HOME: "relative" }).dataDir).toBe("/home/kim/.local/share/keywarden");
  expect(parse({ KEYWARDEN_DATA_DIR: "/srv//kw/" }).dataDir).toBe("/srv/kw");
  expect(parseEnv({ XDG_DATA_HOME: "/data" }, { uid: 0, home: "/root" })).toMatchObject({
    value: { dataDir: "/var/lib/keywarden" },
  });
  expect(refusal({ KEYWARDEN_DATA_DIR: "here" })).toBe(
    `KEYWARDEN_DATA_DIR is "here": expected an absolute path.`,
  );
});

// Guarantee: a wrong value of any variable is refused in one line that names it.
it.each([
  ["KEYWARDEN_DATA_DIR", "data"],
  ["DATABASE_URL", "mysql://localhost/kw"],
  ["DATABASE_DIRECT_URL", "localhost:5432"],
  ["REDIS_URL", "http://localhost"],
  ["CONSOLE_PORT", "0"],
  ["GATEWAY_PORT", "70000"],
  ["AUTHZ_PORT", "8444a"],
  ["INTERNAL_PORT", "-1"],
  ["CONSOLE_HOST", "console.example"],
  ["GATEWAY_HOST", "*"],
  ["AUTHZ_HOST", "999.1.1.1"],
  ["INTERNAL_HOST", "0.0.0.0"],
  ["CONSOLE_ORIGIN", "http://keys.example"],
  ["GATEWAY_ORIGINS", "https://a.example, http://b.example"],
  ["AUTHZ_ORIGIN", "https://a.example/path"],
  ["TRUSTED_PROXIES", "10.0.0.0/8,10.0.0.0/33"],
  ["KEYWARDEN_TLS_CERT", "cert.pem"],
  ["KEYWARDEN_TLS_KEY", "key.pem"],
  ["KEYWARDEN_KEK_CONSOLE", "c2VjcmV0"],
  ["KEYWARDEN_KEK_GATE", "file:relative"],
  ["KEYWARDEN_KEK_SIGNER", "vault:transit/kw"],
  ["KEYWARDEN_POSTGRES", "docker"],
])("refuses a wrong %s", (name, value) => {
  const line = refusal({ [name]: value });
  expect(line).toMatch(new RegExp(`^${name} `));
  expect(line).toMatch(/: expected .+\.$/);
  expect(line).not.toContain("\n");
});

it("knows no variable that the list above leaves out", () => {
  expect(variableNames).toHaveLength(22);
});

// Guarantee: what may hold a password is not printed.
it("never shows a URL or a key's place", () => {
  expect(refusal({ DATABASE_URL: "postgres://kw:hunter2@db.example/kw" })).not.toContain("hunter2");
  expect(refusal({ KEYWARDEN_KEK_GATE: "hunter2" })).not.toContain("hunter2");
});

// Guarantee: nothing travels in the clear off this machine.
it("refuses plain HTTP, PostgreSQL and Redis off loopback", () => {
  expect(refusal({ CONSOLE_HOST: "0.0.0.0" })).toContain("plain HTTP is refused");
  const tls = { KEYWARDEN_TLS_CERT: "/c.pem", KEYWARDEN_TLS_KEY: "/k.pem" };
  expect(parse({ CONSOLE_HOST: "0.0.0.0", ...tls }).console).toMatchObject({
    hosts: ["0.0.0.0"],
    origin: "https://localhost:3000",
  });
  expect(refusal({ DATABASE_URL: "postgres://db.example/kw" })).toContain("verify-full");
  expect(refusal({ DATABASE_URL: "postgres://db.example/kw?sslmode=prefer" })).toContain("verify-full");
  expect(refusal({ DATABASE_URL: "postgres://localhost/kw?host=db.example" })).toContain("verify-full");
  for (const fine of [
    "postgres://u:p@localhost:5432/kw",
    "postgresql://u:p@[::1]/kw",
    "postgres://u@%2Frun%2Fpostgresql/kw",
    "postgres:///kw?host=/run/postgresql",
    "postgres://u:p@db.example/kw?sslmode=verify-full",
  ]) {
    expect(refusal({ DATABASE_URL: fine })).toBe(null);
  }
  expect(refusal({ REDIS_URL: "redis://cache.example" })).toContain("rediss://");
  expect(refusal({ REDIS_URL: "rediss://cache.example" })).toBe(null);
});

// Guarantee: passkeys can be made at the console's origin.
it("takes an origin that WebAuthn accepts", () => {
  expect(parse({ CONSOLE_ORIGIN: "https://Keys.Venue.example:443/" }).console.origin).toBe(
    "https://keys.venue.example",
  );
  expect(refusal({ CONSOLE_ORIGIN: "http://127.0.0.1:3000" })).toContain("passkeys take no IP address");
  expect(refusal({ CONSOLE_ORIGIN: "https://keys.venue.example/console" })).toContain("no path");
  expect(refusal({ CONSOLE_ORIGIN: "https://kim@keys.venue.example" })).toContain("no path");
});

it("reads lists, and empty values as absent", () => {
  expect(parse({ TRUSTED_PROXIES: "10.0.0.0/8, 2001:db8::/32 192.0.2.1" }).trustedProxies).toEqual([
    "10.0.0.0/8",
    "2001:db8::/32",
    "192.0.2.1",
  ]);
  expect(
    parse({ GATEWAY_ORIGINS: "https://gate.example,https://gate2.example:8443" }).gateway.origins,
  ).toEqual(["https://gate.example", "https://gate2.example:8443"]);
  expect(parse({ CONSOLE_PORT: "", DATABASE_URL: "" })).toMatchObject({
    databaseUrl: null,
    console: { port: 3000 },
  });
});

it("refuses variables that exclude or lack each other", () => {
  expect(refusal({ CONSOLE_PORT: "9000", GATEWAY_PORT: "9000" })).toBe(
    `GATEWAY_PORT is "9000": expected another port than CONSOLE_PORT.`,
  );
  expect(refusal({ INTERNAL_PORT: "8443" })).toContain("another port than GATEWAY_PORT");
  expect(refusal({ KEYWARDEN_TLS_CERT: "/c.pem" })).toContain("KEYWARDEN_TLS_KEY is missing");
  expect(refusal({ KEYWARDEN_TLS_KEY: "/k.pem" })).toContain("KEYWARDEN_TLS_CERT is missing");
  expect(refusal({ DATABASE_DIRECT_URL: "postgres://localhost/kw" })).toContain("DATABASE_URL is missing");
});

it("tells loopback from the rest", () => {
  expect(["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"].every(isLoopback)).toBe(true);
  expect(["0.0.0.0", "::", "10.0.0.1", "localhost.example", "127.example"].some(isLoopback)).toBe(false);
});
