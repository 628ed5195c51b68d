import { createServer, type IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import type { Product } from "./product.ts";

export type GateAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** As the answer carries it. */
  readonly requestId: string;
};

/** Asks the gate over TLS, trusting the product's own CA and nothing else. */
export function askGate(
  { gatewayUrl, ca }: Product,
  path: string,
  o: { readonly method?: string; readonly token?: string; readonly body?: string } = {},
): Promise<GateAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, gatewayUrl),
      {
        ca,
        method: o.method ?? "GET",
        headers: {
          ...(o.token === undefined ? {} : { authorization: `Bearer ${o.token}` }),
          ...(o.body === undefined ? {} : { "content-type": "application/json" }),
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString("utf8"),
            requestId: String(answer.headers["x-request-id"] ?? ""),
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(o.body);
  });
}

/** An upstream that answers everything with what it was asked. */
export async function startUpstream(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((req, res) => {
    res.setHeader("content-type", "application/json");
    res.end(JSON.stringify({ method: req.method, path: req.url }));
    req.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
