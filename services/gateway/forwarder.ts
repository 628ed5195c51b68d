import { type Dispatcher, Pool } from "undici";
import type { Enforced } from "#lib/enforce/compile.ts";
import { answerHeaders, forwardedHeaders } from "#lib/enforce/headers.ts";
import { type Denial, deny } from "#lib/enforce/problems.ts";
import { forwardedTarget, type Risk, type UpstreamTarget } from "#lib/enforce/router.ts";
import type { Holder } from "#lib/enforce/snapshot.ts";
import type { Done, Exchange } from "./exchange.ts";

/** How long an upstream may take: to be reached, to begin its answer, and between two pieces of it. */
export type ForwardTimes = {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly bodyMs: number;
};

export const FORWARD_TIMES: ForwardTimes = { connectMs: 3_000, headersMs: 15_000, bodyMs: 30_000 };
const CONNECTIONS_MAX = 256;

export type Forwarded = {
  /** Null: a public route. */
  readonly holder: Holder | null;
  /** Empty or null: no body. */
  readonly body: Buffer | null;
  /** The body is the gate's own JSON. */
  readonly rewritten: boolean;
  readonly risk: Risk;
};

/** Sends what was allowed to its upstream, over connections that are kept. */
export class Forwarder {
  readonly #times: ForwardTimes;
  readonly #pools = new Map<string, { readonly origin: string; readonly pool: Pool }>();

  constructor(times: ForwardTimes = FORWARD_TIMES) {
    this.#times = times;
  }

  /** Opens what a configuration names; what it no longer names finishes its requests and is closed. */
  use({ upstreams }: Enforced): void {
    for (const [name, { origin, pool }] of this.#pools) {
      if (upstreams.get(name)?.origin === origin) continue;
      this.#pools.delete(name);
      pool.close().catch(() => {});
    }
    for (const { name, origin } of upstreams.values()) {
      if (!this.#pools.has(name)) this.#pools.set(name, { origin, pool: this.#open(origin) });
    }
  }

  #open(origin: string): Pool {
    return new Pool(origin, {
      connections: CONNECTIONS_MAX,
      pipelining: 1,
      allowH2: false,
      connectTimeout: this.#times.connectMs,
      headersTimeout: this.#times.headersMs,
      bodyTimeout: this.#times.bodyMs,
    });
  }

  /** Forwards a request that was allowed, and streams the answer back. */
  forward(exchange: Exchange, upstream: UpstreamTarget, what: Forwarded): Done {
    const { gate, facts, req, id } = exchange;
    const headers = forwardedHeaders(req.rawHeaders, facts.connection, what.rewritten);
    if (what.rewritten) headers.push("Content-Type", "application/json");
    headers.push("X-Keywarden-Request-Id", id, "X-Forwarded-For", exchange.address.text);
    const path = forwardedTarget(upstream, exchange.target);
    if (what.holder !== null) {
      gate.assertions.push(headers, what.holder, upstream.name, what.risk, {
        id,
        method: exchange.method,
        path,
      });
    }
    const body = what.body === null || what.body.length === 0 ? null : what.body;
    const call = new Call(exchange);
    gate.inFlight += 1;
    // The pool was opened with the configuration that named it.
    const pool = this.#pools.get(upstream.name)?.pool as Pool;
    pool.dispatch({ path, method: exchange.method as Dispatcher.HttpMethod, headers, body }, call);
    return "done";
  }

  /** Ends all connections once their requests have ended. */
  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map(({ pool }) => pool.close()));
  }
}

/** One request under way to an upstream. */
class Call implements Dispatcher.DispatchHandler {
  readonly #exchange: Exchange;
  #controller: Dispatcher.DispatchController | null = null;
  #sent = false;
  #begun = false;
  #ended = false;
  #waitsForDrain = false;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    exchange.underWay = this;
  }

  abort(): void {
    this.#controller?.abort(new Error("the client has gone"));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#exchange.connection.gone) controller.abort(new Error("the client has gone"));
    else this.#sent = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) return;
    this.#begun = this.#exchange.begin(status, answerHeaders(headers));
    if (this.#begun) this.#exchange.record("allowed", status, {});
    else controller.abort(new Error("nobody waits for the answer"));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { res } = this.#exchange;
    if (res.destroyed) return;
    if (res.write(chunk) || this.#waitsForDrain) return;
    this.#waitsForDrain = true;
    controller.pause();
    res.once("drain", () => {
      this.#waitsForDrain = false;
      controller.resume();
    });
  }

  onResponseEnd(): void {
    this.#exchange.res.end();
    this.#end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const exchange = this.#exchange;
    // A broken answer must not look like a whole one.
    if (this.#begun) exchange.connection.socket.destroy();
    else if (exchange.connection.gone) exchange.record("allowed", CLIENT_GONE, {});
    else exchange.refuse(denialFor(error, this.#sent));
    this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const exchange = this.#exchange;
    exchange.gate.inFlight -= 1;
    exchange.underWay = null;
    exchange.gate.metrics.observe(
      exchange.upstream?.name ?? "",
      performance.now() * 1000 - exchange.startedUs,
    );
    exchange.connection.next(exchange);
  }
}

/** Nobody sees this status: the client went away before there was an answer. */
const CLIENT_GONE = 499;

const TIMEOUTS: ReadonlySet<string> = new Set([
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ETIMEDOUT",
]);

function denialFor(error: Error, sent: boolean): Denial {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return deny(TIMEOUTS.has(code) ? "upstream_timeout" : "upstream_failed", { sent, why: code });
}
