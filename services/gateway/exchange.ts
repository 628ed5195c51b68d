import type { IncomingMessage, ServerResponse } from "node:http";
import { type Address, NO_ADDRESS } from "#lib/enforce/address.ts";
import { PIECE_BYTES } from "#lib/enforce/body-room.ts";
import { type Body, bodyOf } from "#lib/enforce/conformance.ts";
import { type HeaderFacts, readHeaders } from "#lib/enforce/headers.ts";
import { answers, type Code, type Denial, deny, problem } from "#lib/enforce/problems.ts";
import type { UpstreamTarget } from "#lib/enforce/router.ts";
import type { Holder, Version } from "#lib/enforce/snapshot.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import type { Connection } from "./connection.ts";
import type { Gate } from "./gate.ts";

/** How long, and how much, of a refused request's body is read on, so that its sender gets to see the answer. */
const LINGER_MS = 1_500;
/** Where the framing itself is broken, nothing that follows can be read as a body. */
const LINGER_BROKEN_MS = 100;
const LINGER_BYTES_MAX = 8_388_608;

/** These leave the connection open: the request was read whole, by somebody who proved who they are. */
const KEEPS_OPEN: ReadonlySet<Code> = new Set<Code>(["rate_limited", "upstream_failed", "upstream_timeout"]);

/** What every way through the gate ends with: the request is answered, or will be by what was set in motion. */
export type Done = "done";

/** One request and its one answer, from the first look to the record of it. */
export class Exchange {
  readonly gate: Gate;
  readonly connection: Connection;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly id: string;
  readonly atMs: number;
  readonly startedUs: number;
  readonly facts: HeaderFacts;
  readonly body: Body;
  /** As on the request line. */
  readonly target: string;
  /** Without its query. */
  readonly path: string;
  address: Address = NO_ADDRESS;
  upstream: UpstreamTarget | null = null;
  /** The configured pattern that matched, or several of a batch. */
  label = "";
  /** The key that the request names, where there is one: proved or not. */
  holder: Holder | null = null;
  /** The version that was proved. */
  version: Version | null = null;
  rateLimitPolicy = "";
  rateLimit = "";
  /**
   * What is under way for this request elsewhere, ended when its client goes. An object and no function: V8 puts a
   * function that is written where a property is assigned into the old generation, and whatever it reaches stays there
   * with it until the next full collection.
   */
  underWay: { abort(): void } | null = null;
  /** What a fault of the request's own framing does while its body is read. */
  onFramingFault: ((denial: Denial) => void) | null = null;
  /** The framing of the body turned out to be broken. */
  #broken = false;
  #answered = false;
  #recorded = false;
  /** Room taken for its body, and in whose name. */
  #bodyBytes = 0;
  #bodyKeyId = "";

  constructor(gate: Gate, connection: Connection, req: IncomingMessage, res: ServerResponse) {
    this.gate = gate;
    this.connection = connection;
    this.req = req;
    this.res = res;
    this.atMs = Date.now();
    this.startedUs = performance.now() * 1000;
    this.id = uuidv7(this.atMs);
    this.facts = readHeaders(req.rawHeaders);
    this.body = bodyOf(this.facts);
    this.target = req.url ?? "";
    const query = this.target.indexOf("?");
    this.path = query === -1 ? this.target : this.target.slice(0, query);
  }

  get method(): string {
    return this.req.method ?? "";
  }

  /** True once an answer has begun, or its client has gone. */
  get over(): boolean {
    return this.#answered || this.connection.gone;
  }

  /** What was sent behind the headers is no body. @returns true when that answers the request. */
  breakOff(denial: Denial): boolean {
    this.#broken = true;
    this.onFramingFault?.(denial);
    return this.#answered;
  }

  /** Takes room for a piece of the body of a proved key. @returns false when there is none. */
  holdBody(length: number): boolean {
    const bytes = length + PIECE_BYTES;
    if (this.#bodyBytes === 0) this.#bodyKeyId = this.holder?.key.id ?? "";
    if (!this.gate.bodies.take(this.#bodyKeyId, bytes)) return false;
    this.#bodyBytes += bytes;
    return true;
  }

  /** Its body is needed no more; may be called again. */
  releaseBody(): void {
    if (this.#bodyBytes === 0) return;
    this.gate.bodies.give(this.#bodyKeyId, this.#bodyBytes);
    this.#bodyBytes = 0;
  }

  /** Answers with a refusal; the first answer of an exchange is its only one. */
  refuse(denial: Denial, headers: readonly string[] = []): Done {
    if (this.#answered) return "done";
    this.#answered = true;
    this.onFramingFault = null;
    const { code } = denial;
    const { status } = answers[code];
    const text = problem(denial, this.id, Date.now());
    const keepsOpen = KEEPS_OPEN.has(code) && this.version !== null && !this.gate.draining;
    const head = [
      "Content-Type",
      "application/problem+json",
      "Content-Length",
      String(Buffer.byteLength(text)),
      "Cache-Control",
      "no-store",
      "X-Request-Id",
      this.id,
      "X-Keywarden-Code",
      code,
      ...headers,
    ];
    if (status === 401) head.push("WWW-Authenticate", "Bearer");
    this.#pushLimits(head);
    if (!keepsOpen) {
      head.push("Connection", "close");
      this.connection.closing = true;
    }
    this.record(code, status, denial.detail);
    if (this.connection.gone) return this.#leave();
    this.res.writeHead(status, head);
    if (this.body.present && !this.req.complete) this.#linger(text);
    else {
      this.res.end(text);
      this.connection.next(this);
    }
    return "done";
  }

  /** A fault of our own: said as what it is to the caller, and where to look to us. */
  crash(error: unknown): void {
    this.gate.log("request failed", error);
    if (!this.over) this.refuse(deny("overloaded", {}), ["Retry-After", "1"]);
    else this.connection.socket.destroy();
  }

  #leave(): Done {
    this.connection.next(this);
    return "done";
  }

  /** Begins the answer with what the upstream said. @returns false when there is nobody to answer any more. */
  begin(status: number, head: string[]): boolean {
    if (this.over) return false;
    this.#answered = true;
    head.push("X-Request-Id", this.id);
    this.#pushLimits(head);
    if (this.gate.draining) {
      head.push("Connection", "close");
      this.connection.closing = true;
    }
    this.res.writeHead(status, head);
    return true;
  }

  #pushLimits(head: string[]): void {
    if (this.rateLimit === "") return;
    head.push("RateLimit-Policy", this.rateLimitPolicy, "RateLimit", this.rateLimit);
  }

  /** Writes down how the request ended, once. */
  record(outcome: "allowed" | Code, status: number, detail: Denial["detail"]): void {
    if (this.#recorded) return;
    this.#recorded = true;
    const { holder, version, upstream } = this;
    this.gate.metrics.count(upstream?.name ?? "", this.label, outcome);
    this.gate.recorder.record({
      atMs: this.atMs,
      orgId: holder?.org.id ?? null,
      keyId: holder?.key.id ?? null,
      versionId: version?.id ?? null,
      upstream: upstream?.name ?? "",
      route: this.label,
      outcome,
      ip: this.address.text,
      method: this.method,
      path: this.path,
      requestId: this.id,
      status,
      detail,
    });
  }

  /**
   * The sender of an unread body gets its whole answer now; the connection is closed only when the body has ended or
   * enough of it was read: closing at once would reset the connection under the answer.
   */
  #linger(text: string): void {
    const { req, res } = this;
    let read = 0;
    const end = () => {
      clearTimeout(timer);
      req.removeListener("data", count);
      if (!res.writableEnded) res.end();
      this.connection.next(this);
    };
    const count = (chunk: Buffer) => {
      read += chunk.length;
      if (read > LINGER_BYTES_MAX) end();
    };
    const timer = setTimeout(end, this.#broken ? LINGER_BROKEN_MS : LINGER_MS);
    this.underWay = { abort: end };
    this.onFramingFault = end;
    res.write(text);
    req.on("data", count);
    req.once("end", end);
    req.once("error", end);
    req.resume();
  }
}
