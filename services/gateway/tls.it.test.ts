import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PEER_CONNECTIONS_MAX } from "./peers.ts";
import { startTestGate, type TestGate, type TestUpstream, testUpstream } from "./testing.ts";

let upstream: TestUpstream;
let gate: TestGate;
beforeAll(async () => {
  upstream = await testUpstream();
  gate = await startTestGate(`
apiVersion: keywarden/v1
upstreams:
  - name: exchange
    kind: http
    url: ${upstream.url}
    match: { pathPrefix: / }
    routes:
      - { method: GET, path: /time, scope: null }
      - { method: HEAD, path: /time, scope: null }
      - { method: GET, path: "/books/{symbol}", scope: null }
`);
});
afterAll(async () => {
  await gate?.end();
  await upstream?.close();
});

type Greeting = { protocol: string | null; alpn: string | false | null; group: string } | { error: string };

function greet(options: ConnectionOptions & { readonly localAddress?: string }): Promise<Greeting> {
  return new Promise((resolve) => {
    const socket: TLSSocket = connect({
      host: "127.0.0.1",
      port: gate.gate.port,
      ca: gate.ca,
      servername: "localhost",
      ...options,
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message }));
    socket.once("secureConnect", () => {
      const info = socket.getEphemeralKeyInfo() as { name?: string; type?: string };
      resolve({
        protocol: socket.getProtocol(),
        alpn: socket.alpnProtocol,
        group: info.name ?? info.type ?? "",
      });
      socket.destroy();
    });
  });
}

// Guarantee: TLS 1.3 and HTTP/1.1, or nothing.
it("speaks TLS 1.3 alone", async () => {
  expect(await greet({ ALPNProtocols: ["h2", "http/1.1"] })).toMatchObject({
    protocol: "TLSv1.3",
    alpn: "http/1.1",
  });
  expect(await greet({})).toMatchObject({ protocol: "TLSv1.3" });
  for (const maxVersion of ["TLSv1.2", "TLSv1.1"] as const) {
    expect(await greet({ minVersion: "TLSv1", maxVersion })).toHaveProperty("error");
  }
  expect(await greet({ ALPNProtocols: ["h2"] })).toHaveProperty("error");
});

// Guarantee: plain HTTP on the gate's port is not answered, and harms nobody.
it("does not speak to those who come in the clear", async () => {
  const answer = await fetch(`http://127.0.0.1:${gate.gate.port}/time`).catch(() => null);
  expect(answer).toBeNull();
  expect((await gate.ask({ path: "/time" })).status).toBe(200);
});

// Guarantee: an address that holds all the connections it may have gets no more of them, and keeps nobody else out.
it("has room for others when one address takes all it can", { timeout: 30_000 }, async () => {
  const localAddress = "127.0.0.2";
  const silent: Socket[] = [];
  for (let i = 0; i < PEER_CONNECTIONS_MAX; i++) {
    const socket = connectTcp({ host: "127.0.0.1", port: gate.gate.port, localAddress });
    socket.on("error", () => {});
    await once(socket, "connect");
    silent.push(socket);
  }
  expect(await greet({ localAddress })).toHaveProperty("error");
  expect(await greet({})).toMatchObject({ protocol: "TLSv1.3" });
  for (const socket of silent) socket.destroy();
  let greeting = await greet({ localAddress });
  for (let i = 0; i < 50 && "error" in greeting; i++, await sleep(50))
    greeting = await greet({ localAddress });
  expect(greeting).toMatchObject({ protocol: "TLSv1.3" });
});

// Guarantee: methods and parameters are what the configuration lists: HEAD passes as HEAD, a parameter is one segment.
it("serves what is listed, under an empty prefix too", async () => {
  const head = await gate.ask({ method: "HEAD", path: "/time?a" });
  expect(head).toMatchObject({ status: 200, text: "" });
  expect((await gate.ask({ path: "/books/BTC%2DUSD" })).status).toBe(400);
  expect((await gate.ask({ path: "/books/BTC-USD" })).status).toBe(200);
  expect((await gate.ask({ path: "/books/BTC/USD" })).status).toBe(404);
  expect(upstream.received.slice(-2)).toMatchObject([
    { method: "HEAD", url: "/time?a" },
    { url: "/books/BTC-USD" },
  ]);
});
