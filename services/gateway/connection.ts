import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Address, parseAddress } from "#lib/enforce/address.ts";
import { type Credential, readCredential } from "#lib/enforce/credentials.ts";
import type { HeaderFacts } from "#lib/enforce/headers.ts";
import { answers, type Denial, problem } from "#lib/enforce/problems.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { type Done, Exchange } from "./exchange.ts";
import type { Gate } from "./gate.ts";

/** Requests that may wait behind the one under way; whoever sends more gets no answer to those. */
const PIPELINED_MAX = 16;
/** How long a connection with a parse error stays open for its answer to be read. */
const FAREWELL_MS = 1_000;

export type Handler = (exchange: Exchange, expectsContinue: boolean) => Done;
type Waiting = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly expectsContinue: boolean;
};

const CONNECTION = Symbol("connection");
type Carrier = Socket & { [CONNECTION]?: Connection };

/**
 * One client connection. Its requests are handled one after the other, so that a refusal stops whatever was sent behind
 * it: after `closing` nothing is looked at any more.
 */
export class Connection {
  readonly socket: Socket;
  readonly peer: Address;
  closing = false;
  gone = false;
  #current: Exchange | null = null;
  /** The last bearer token's header and what it was read as. */
  #authorization: string | null = null;
  #bearer: Credential | null = null;
  readonly #waiting: Waiting[] = [];
  #fault: Denial | null = null;
  readonly #gate: Gate;
  readonly #handle: Handler;

  private constructor(gate: Gate, socket: Socket, handle: Handler) {
    this.#gate = gate;
    this.#handle = handle;
    this.socket = socket;
    this.peer = parseAddress(socket.remoteAddress);
    socket.once("close", () => {
      this.gone = true;
      this.#waiting.length = 0;
      this.#current?.underWay?.abort();
      this.#current?.releaseBody();
    });
  }

  static of(gate: Gate, socket: Socket, handle: Handler): Connection {
    const carrier: Carrier = socket;
    carrier[CONNECTION] ??= new Connection(gate, socket, handle);
    return carrier[CONNECTION];
  }

  /**
   * The credential of a request. A token that was the one before on this connection is not parsed and hashed again; what
   * it proves is judged anew each time.
   */
  credentialOf(facts: HeaderFacts, rawHeaders: readonly string[]): Credential {
    const { authorization, authorizations, signatures } = facts;
    const alone = authorizations === 1 && signatures === 0;
    if (alone && this.#bearer !== null && authorization === this.#authorization) return this.#bearer;
    const credential = readCredential(facts, rawHeaders);
    if (credential.kind === "bearer") {
      this.#authorization = authorization;
      this.#bearer = credential;
    }
    return credential;
  }

  /** A request whose headers have arrived. */
  arrive(req: IncomingMessage, res: ServerResponse, expectsContinue: boolean): void {
    if (this.closing || this.#fault !== null) return;
    if (this.#current === null) this.#begin(req, res, expectsContinue);
    else if (this.#waiting.length < PIPELINED_MAX) this.#waiting.push({ req, res, expectsContinue });
    else this.socket.destroy();
  }

  /** The answer of `exchange` was handed over whole: whoever waits behind it comes next. */
  next(exchange: Exchange): void {
    exchange.releaseBody();
    if (this.#current !== exchange) return;
    this.#current = null;
    if (this.closing || this.gone) {
      this.#waiting.length = 0;
      return;
    }
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) this.#begin(waiting.req, waiting.res, waiting.expectsContinue);
    else if (this.#fault !== null) this.#sayFarewell(this.#fault);
  }

  /** What stands on the wire is no request: answered after those before it, and the last thing on this connection. */
  fault(denial: Denial): void {
    const current = this.#current;
    if (current !== null && !current.req.complete && current.breakOff(denial)) return;
    if (this.closing || this.#fault !== null) return;
    this.#fault = denial;
    if (current === null) this.#sayFarewell(denial);
  }

  #begin(req: IncomingMessage, res: ServerResponse, expectsContinue: boolean): void {
    const exchange = new Exchange(this.#gate, this, req, res);
    this.#current = exchange;
    try {
      this.#handle(exchange, expectsContinue);
    } catch (error) {
      exchange.crash(error);
    }
  }

  #sayFarewell(denial: Denial): void {
    this.closing = true;
    const { socket } = this;
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const { status, title } = answers[denial.code];
    const nowMs = Date.now();
    const id = uuidv7(nowMs);
    const text = problem(denial, id, nowMs);
    this.#gate.recordFault(denial, id, this.peer.text);
    socket.end(
      `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n` +
        `Cache-Control: no-store\r\nX-Request-Id: ${id}\r\nX-Keywarden-Code: ${denial.code}\r\n` +
        `Date: ${new Date(nowMs).toUTCString()}\r\nConnection: close\r\n\r\n${text}`,
    );
    // What is still on its way is read and dropped: a reset would take the answer with it.
    socket.resume();
    setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
  }
}
