import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "#lib/kernel/clock.ts";
import { type Asserted, keyIdOf, verifyAssertion } from "./assertion.ts";
import { answer, type ExchangeAnswer, isPublic, refuse } from "./exchange-routes.ts";
import type { GateKeySource } from "./gate-keys.ts";
import { MarketMaker } from "./market-maker.ts";
import { marketsAt } from "./markets.ts";
import { PaperExchange } from "./paper-exchange.ts";
import { seededRandom } from "./random.ts";

/** Its name in the demo's configuration, and so the audience of the assertions made for it. */
export const EXCHANGE_NAME = "exchange";

const HOST = "127.0.0.1";
const BODY_BYTES_MAX = 8_192;
const STEP_MS = 500;

export type RunningExchange = { readonly port: number; readonly stop: () => Promise<void> };

/**
 * Serves the paper exchange as plain HTTP on loopback: a venue's back end that trusts nobody but the gate. Whose
 * account a request works on is what the gate's signed assertion says; the X-Keywarden-* headers beside it are not read.
 *
 * @param o.port 0 takes a free one.
 * @throws the listen error (EADDRINUSE …).
 */
export async function startExchange(o: {
  readonly port: number;
  readonly keys: Pick<GateKeySource, "keysFor">;
  readonly seed: number;
  readonly clock: Clock;
}): Promise<RunningExchange> {
  const exchange = new PaperExchange(marketsAt(o.clock()));
  const maker = new MarketMaker(exchange, seededRandom(o.seed), o.clock());
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 65_000 });
  server.on("request", (request, response) => {
    void handle(exchange, o.keys, o.clock, request).then(
      (given) => send(response, given),
      () => response.destroy(),
    );
  });
  await listen(server, o.port);
  const stepping = setInterval(() => maker.step(o.clock()), STEP_MS);
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      clearInterval(stepping);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(
  exchange: PaperExchange,
  keys: Pick<GateKeySource, "keysFor">,
  clock: Clock,
  request: IncomingMessage,
): Promise<ExchangeAnswer> {
  const { method = "", url: target = "/" } = request;
  const cut = target.indexOf("?");
  const path = cut === -1 ? target : target.slice(0, cut);
  let asserted: Asserted | null = null;
  if (!isPublic(path)) {
    const jws = request.headersDistinct["x-keywarden-assertion"];
    const only = jws?.length === 1 ? jws[0] : undefined;
    const known = await keys.keysFor(only === undefined ? null : keyIdOf(only), clock());
    const verified = verifyAssertion(only, { audience: EXCHANGE_NAME, method, target }, known, clock());
    if (!verified.ok)
      return refuse("assertion_refused", { detail: `${verified.code}: ask through the gate.` });
    asserted = verified.value;
  }
  const body = await readBounded(request);
  if (body === null) return refuse("body_too_large");
  const contentType = request.headers["content-type"] ?? "";
  const query = cut === -1 ? "" : target.slice(cut + 1);
  return answer(exchange, asserted, { method, path, query, contentType, body }, clock());
}

/** The body, or null when it is longer than the exchange takes; the rest is then left unread. */
async function readBounded(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, body, allow }: ExchangeAnswer): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    ...(allow ? { allow } : {}),
    ...(status === 413 ? { connection: "close" } : {}),
  });
  response.end(text);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: HOST, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
