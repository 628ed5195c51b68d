import { createServer as createHttpServer, type Server as HttpServer, type ServerOptions } from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import { type Denial, deny } from "#lib/enforce/problems.ts";
import { Connection, type Handler } from "./connection.ts";
import type { Gate } from "./gate.ts";

export const HEADER_BYTES_MAX = 16_384;
export const HEADERS_MS_MAX = 10_000;
/** A request whole, its body included. */
const REQUEST_MS_MAX = 60_000;
export const IDLE_MS_MAX = 65_000;
const HANDSHAKE_MS_MAX = 10_000;
const CONNECTIONS_MAX = 20_000;

export type Tls = { readonly cert: string | Buffer; readonly key: string | Buffer };

/** Node's own answers to what is wrong with a request would be no problem+json, and some wrongs it lets through. */
const OPTIONS: ServerOptions = {
  maxHeaderSize: HEADER_BYTES_MAX,
  requireHostHeader: false,
  insecureHTTPParser: false,
  headersTimeout: HEADERS_MS_MAX,
  requestTimeout: REQUEST_MS_MAX,
  keepAliveTimeout: IDLE_MS_MAX,
  connectionsCheckingInterval: 500,
  noDelay: true,
};

/**
 * A server that hands each request to `handle`, one after the other on each connection.
 *
 * @param tls null: plain HTTP, for a listener that never leaves the bench.
 */
export function createGateServer(gate: Gate, handle: Handler, tls: Tls | null): HttpServer | HttpsServer {
  const server =
    tls === null
      ? createHttpServer(OPTIONS)
      : createHttpsServer({
          ...OPTIONS,
          ...tls,
          minVersion: "TLSv1.3",
          ALPNProtocols: ["http/1.1"],
          handshakeTimeout: HANDSHAKE_MS_MAX,
        });
  // Node drops headers beyond its own maximum without a word: their bytes are bounded already.
  server.maxHeadersCount = 0;
  server.maxConnections = CONNECTIONS_MAX;
  // A client that has said all it had to say still gets its answer. (Not in the types; there since Node 0.6.)
  Object.assign(server, { httpAllowHalfOpen: true });
  // A raw connection, before any handshake: that costs too.
  server.on("connection", (socket: Socket) => gate.peers.admit(socket));
  const of = (socket: Socket) => Connection.of(gate, socket, handle);
  server.on("request", (req, res) => of(req.socket).arrive(req, res, false));
  server.on("checkContinue", (req, res) => of(req.socket).arrive(req, res, true));
  server.on("checkExpectation", (req, res) => of(req.socket).arrive(req, res, false));
  server.on("connect", (req) => of(req.socket).fault(malformed("CONNECT is not served.")));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const denial = denialFor(error);
    if (denial === null || !("remoteAddress" in socket)) socket.destroy();
    else of(socket as Socket).fault(denial);
  });
  server.on("tlsClientError", (_, socket) => socket.destroy());
  return server;
}

const NO_REQUEST = "What was sent is no well-formed HTTP/1.1 request.";

function malformed(why: string): Denial {
  return deny("request_malformed", { why });
}

/** What the parser's refusal is to the caller; null where the connection broke and nobody listens. */
function denialFor({ code, reason }: NodeJS.ErrnoException & { reason?: string }): Denial | null {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return deny("headers_too_large", {});
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return malformed("The chunk extensions are too long.");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return deny("request_timeout", {});
    case "HPE_INVALID_VERSION":
      // The parser has one code for a wrong version and for a wrong line ending behind it.
      return reason?.startsWith("Expected CRLF") ? malformed(NO_REQUEST) : deny("version_unsupported", {});
    case "HPE_PAUSED_H2_UPGRADE":
      return deny("version_unsupported", {});
    default:
      return code?.startsWith("HPE_") ? malformed(NO_REQUEST) : null;
  }
}
