import { expect, it } from "vitest";
import { parseDatabaseUrl } from "./database-url.ts";

const none = { host: null, port: null, user: null, password: null, database: null, secure: false };

// Guarantee: what psql connects to by a URL, Keywarden connects to.
it.each([
  ["postgres://", none],
  ["postgresql:///kw", { ...none, database: "kw" }],
  [
    "postgres://kim:p%40ss@db.example:6432/kw?sslmode=verify-full",
    { host: "db.example", port: 6432, user: "kim", password: "p@ss", database: "kw", secure: true },
  ],
  ["postgres://kim@[::1]/kw?sslmode=prefer", { ...none, host: "::1", user: "kim", database: "kw" }],
  [
    "postgres://kim@%2Frun%2Fpostgresql/kw",
    { ...none, host: "/run/postgresql", user: "kim", database: "kw" },
  ],
  ["postgres:///kw?host=/run/postgresql", { ...none, host: "/run/postgresql", database: "kw" }],
  [
    "postgres://kim:pw@/kw?host=/run/postgresql",
    { ...none, host: "/run/postgresql", user: "kim", password: "pw", database: "kw" },
  ],
  ["postgres://kim@", { ...none, user: "kim" }],
])("reads %s", (url, parts) => {
  expect(parseDatabaseUrl(url)).toEqual(parts);
});

it.each(["mysql://localhost/kw", "localhost:5432", "postgres", "postgres://kim:100%@localhost/kw", ""])(
  "refuses %s",
  (url) => {
    expect(parseDatabaseUrl(url)).toBe(null);
  },
);
