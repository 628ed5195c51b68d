import { createPrivateKey, type KeyObject } from "node:crypto";
import { connect, type Socket } from "node:net";
import { type SigningKey, signRfc9421 } from "#lib/signing/sign-rfc9421.ts";

/*
 * The load: so many connections, each with one request under way, for so long. Requests are bytes made beforehand; what
 * is signed is signed beforehand too, each request with a nonce of its own.
 */

export type LoadOrder = {
  readonly port: number;
  readonly connections: number;
  readonly warmMs: number;
  readonly measureMs: number;
  readonly credential:
    | { readonly kind: "none" }
    | { readonly kind: "bearer"; readonly token: string }
    | { readonly kind: "hmac"; readonly keyId: string; readonly secret: string }
    /** PKCS #8 in PEM. */
    | { readonly kind: "ed25519"; readonly keyId: string; readonly privateKey: string };
  /** Signed requests to make: more than can be sent. */
  readonly signed: number;
};

export type LoadResult = {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers other than 200: a measurement with any is void. */
  readonly failures: number;
  /** The first wrong answer's first line. */
  readonly failure: string;
};

const PATH = "/exchange/api/v3/ticker?symbol=BTC-USD";
const HOST = "bench.example";
const COMMON = `GET ${PATH} HTTP/1.1\r\nHost: ${HOST}\r\nAccept: application/json\r\nUser-Agent: keywarden-bench/1\r\n`;

function requestsFor({ credential, signed }: LoadOrder): readonly Buffer[] {
  if (credential.kind === "none") return [Buffer.from(`${COMMON}\r\n`)];
  if (credential.kind === "bearer")
    return [Buffer.from(`${COMMON}Authorization: Bearer ${credential.token}\r\n\r\n`)];
  const key: SigningKey =
    credential.kind === "hmac"
      ? { algorithm: "hmac-sha256", secret: credential.secret }
      : { algorithm: "ed25519", privateKey: privateKeyOf(credential.privateKey) };
  // Half a window ahead of their use at most: the gate takes what is up to a minute old.
  const createdSec = Math.floor(Date.now() / 1000);
  return Array.from({ length: signed }, (_, i) => {
    const headers = signRfc9421(
      { method: "GET", url: `http://${HOST}${PATH}` },
      { keyId: credential.keyId, key, createdSec, nonce: `${createdSec}-${i}` },
    );
    return Buffer.from(
      `${COMMON}Signature-Input: ${headers["Signature-Input"]}\r\nSignature: ${headers.Signature}\r\n\r\n`,
    );
  });
}

function privateKeyOf(pem: string): KeyObject {
  return createPrivateKey(pem);
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const requests = requestsFor(order);
  const latencies = new Float64Array(4_000_000);
  let measured = 0;
  let failures = 0;
  let failure = "";
  let next = 0;
  const begin = performance.now();
  const from = begin + order.warmMs;
  const until = from + order.measureMs;
  const worker = (socket: Socket) =>
    new Promise<void>((resolve) => {
      let sentAt = 0;
      const send = () => {
        if (sentAt > until || (requests.length > 1 && next >= requests.length)) return resolve();
        sentAt = performance.now();
        socket.write(requests[requests.length === 1 ? 0 : next++] as Buffer);
      };
      let pending = "";
      socket.on("data", (chunk) => {
        pending += chunk.toString("latin1");
        const end = pending.indexOf("\r\n\r\n");
        if (end === -1) return;
        const length = /\r\ncontent-length: (\d+)/i.exec(pending);
        if (pending.length < end + 4 + Number(length?.[1] ?? 0)) return;
        const now = performance.now();
        if (!pending.startsWith("HTTP/1.1 200")) {
          failures += 1;
          failure ||= pending.slice(0, 300);
        } else if (sentAt >= from && now <= until) latencies[measured++] = now - sentAt;
        pending = "";
        send();
      });
      socket.on("error", () => resolve());
      socket.on("close", () => {
        if (performance.now() < until) failures += 1;
        resolve();
      });
      send();
    });
  const sockets = await Promise.all(Array.from({ length: order.connections }, () => open(order.port)));
  await Promise.all(sockets.map(worker));
  for (const socket of sockets) socket.destroy();
  const sorted = latencies.subarray(0, measured).sort();
  const at = (share: number) => sorted[Math.min(measured - 1, Math.floor(measured * share))] ?? 0;
  const seconds = (Math.min(performance.now(), until) - from) / 1000;
  return { requests: measured, seconds, p50: at(0.5), p99: at(0.99), failures, failure };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

process.on("disconnect", () => process.exit(0));
process.on("message", (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.(result),
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(1);
    },
  );
});
