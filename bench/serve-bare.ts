import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Dispatcher, Pool } from "undici";
import { serveSubject } from "./subject.ts";

/** The peer that everything is a ratio to: a reverse proxy on undici that does nothing but forward. */
const pool = new Pool(process.argv[2] ?? "", { connections: 256, pipelining: 1, allowH2: false });
const HOP: ReadonlySet<string> = new Set(["host", "connection", "keep-alive", "transfer-encoding"]);

class Forward implements Dispatcher.DispatchHandler {
  readonly #res: ServerResponse;
  constructor(res: ServerResponse) {
    this.#res = res;
  }
  onRequestStart(): void {}
  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    const head: string[] = [];
    for (const name in headers) {
      const value = headers[name];
      if (typeof value === "string" && !HOP.has(name)) head.push(name, value);
    }
    this.#res.writeHead(status, head);
  }
  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#res.write(chunk);
  }
  onResponseEnd(): void {
    this.#res.end();
  }
  onResponseError(): void {
    this.#res.writeHead(502).end();
  }
}

const server = createServer((req, res) => {
  const headers: string[] = [];
  for (let i = 0; i < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i] ?? "";
    if (!HOP.has(name.toLowerCase())) headers.push(name, req.rawHeaders[i + 1] ?? "");
  }
  const path = (req.url ?? "").slice("/exchange".length);
  pool.dispatch({ path, method: req.method as "GET", headers }, new Forward(res));
});
server.listen(0, "127.0.0.1", () => serveSubject((server.address() as AddressInfo).port));
