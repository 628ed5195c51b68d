import { createServer, type Server, type ServerResponse } from "node:http";
import type { Assertions } from "./assertions.ts";
import type { GateMetrics } from "./metrics.ts";

/** How things stand with a gate. */
export type Readiness = {
  /** May it be sent requests. */
  readonly ready: boolean;
  /** What is not as it should be; some of it with `ready` true. */
  readonly reasons: readonly string[];
  readonly [figure: string]: unknown;
};

export type Internal = {
  readonly readiness: () => Readiness;
  readonly metrics: GateMetrics;
  readonly assertions: Assertions;
};

/** What operators, Prometheus and upstreams ask: plain HTTP, on loopback alone. */
export function createInternalServer(o: Internal): Server {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (req, res) => {
    if (req.method !== "GET" && req.method !== "HEAD")
      return answer(res, 405, "text/plain", "GET only\n", "GET, HEAD");
    switch (req.url?.split("?")[0]) {
      case "/healthz":
        return answer(res, 200, "application/json", '{"ok":true}\n');
      case "/readyz": {
        const state = o.readiness();
        return answer(res, state.ready ? 200 : 503, "application/json", `${JSON.stringify(state)}\n`);
      }
      case "/metrics":
        o.metrics.text().then(
          (text) => answer(res, 200, o.metrics.registry.contentType, text),
          () => answer(res, 503, "text/plain", "metrics can't be read\n"),
        );
        return;
      case "/.well-known/keywarden-jwks.json":
        return answer(res, 200, "application/jwk-set+json", `${JSON.stringify(o.assertions.jwks)}\n`);
      default:
        return answer(res, 404, "text/plain", "not found\n");
    }
  });
  server.maxConnections = 256;
  return server;
}

function answer(res: ServerResponse, status: number, type: string, text: string, allow?: string): void {
  res.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    ...(allow === undefined ? {} : { Allow: allow }),
  });
  res.end(text);
}
