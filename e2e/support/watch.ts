import { readFileSync } from "node:fs";
import { get } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Product } from "./product.ts";

const ASK_MS_MAX = 2_000;
const SETTLE_MS_MAX = 15_000;

const status = (url: string): Promise<number> =>
  new Promise((resolve) => {
    const sent = get(url, { timeout: ASK_MS_MAX }, (answer) => resolve(answer.resume().statusCode ?? 0));
    sent.on("timeout", () => sent.destroy()).on("error", () => resolve(0));
  });

/** The gate's answer to a request without a key. Trusts the product's own CA and nothing else. */
const gateStatus = ({ gatewayUrl, ca }: Product): Promise<number> =>
  new Promise((resolve) => {
    const sent = request(gatewayUrl, { ca, timeout: ASK_MS_MAX }, (answer) =>
      resolve(answer.resume().statusCode ?? 0),
    );
    sent
      .on("timeout", () => sent.destroy())
      .on("error", () => resolve(0))
      .end();
  });

/** Whether gate, console and internal port all do their work now. */
export async function healthy(product: Product): Promise<boolean> {
  const [ready, page, gate] = await Promise.all([
    status(`${product.internalUrl}/readyz`),
    status(`${product.consoleUrl}/sign-in`),
    gateStatus(product),
  ]);
  return ready === 200 && page === 200 && gate > 0;
}

/** Asks again and again. @returns after how many ms it held; Infinity when it did not within `ms`. */
export async function within(ms: number, holds: () => Promise<boolean> | boolean): Promise<number> {
  const startedAt = Date.now();
  while (!(await holds())) {
    if (Date.now() - startedAt > ms) return Number.POSITIVE_INFINITY;
    await sleep(50);
  }
  return Date.now() - startedAt;
}

/** Waits until all of it does its work; false when it doesn't within 15 s. */
export async function works(product: Product): Promise<boolean> {
  return (await within(SETTLE_MS_MAX, () => healthy(product))) < SETTLE_MS_MAX;
}

/** Asks the embedded database as its superuser: for what the product has no answer to. */
export async function ask(dataDir: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({
    host: join(dataDir, "postgres/socket"),
    user: "kw_superuser",
    password: readFileSync(join(dataDir, "secrets/db-superuser"), "utf8").trim(),
    database: "keywarden",
  });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
