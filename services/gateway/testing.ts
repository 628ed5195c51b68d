import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createNetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as tlsConnect } from "node:tls";
import { Agent, request } from "undici";
import { withTx } from "#lib/db/client.ts";
import { command, type TestVenue, testVenue } from "#lib/keys/testing.ts";
import { applyConfiguration } from "#lib/policy/apply.ts";
import { awaitGates } from "#lib/policy/confirm.ts";
import { type SigningKey, signRfc9421 } from "#lib/signing/sign-rfc9421.ts";
import { makeCa, makeLeaf } from "#services/launcher/make-certificate.ts";
import type { ForwardTimes } from "./forwarder.ts";
import { type RunningGate, startGate } from "./start.ts";

/*
 * A real gate for tests: on a database of the test's own, with a certificate by a CA of its own, before upstreams that
 * remember what reached them.
 */

export type Received = { method: string; url: string; headers: [string, string][]; body: string };

export type TestUpstream = {
  readonly url: string;
  /** What reached it, in order. */
  readonly received: Received[];
  /** How it answers the next requests; by default 200 with a little JSON. */
  answer: (req: IncomingMessage, res: ServerResponse, body: string) => void;
  close(): Promise<void>;
};

export async function testUpstream(): Promise<TestUpstream> {
  const received: Received[] = [];
  const upstream: TestUpstream = {
    url: "",
    received,
    answer: (_, res) => res.writeHead(200, { "Content-Type": "application/json" }).end('{"ok":true}'),
    close: () => closeServer(server),
  };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const headers: [string, string][] = [];
      for (let i = 0; i < req.rawHeaders.length; i += 2) {
        headers.push([req.rawHeaders[i] ?? "", req.rawHeaders[i + 1] ?? ""]);
      }
      const body = Buffer.concat(chunks).toString("utf8");
      received.push({ method: req.method ?? "", url: req.url ?? "", headers, body });
      upstream.answer(req, res, body);
    });
  });
  // What the gate lets through, this takes: Node by itself answers more than a thousand headers with 431.
  server.maxHeadersCount = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(upstream, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A port that nobody has right now. */
export async function freePort(): Promise<number> {
  const server = createNetServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export type Answer = {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at is up to the test
  readonly json: any;
};

export type Ask = {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Signs with this; or sends it as a bearer token. */
  readonly as?: Credential;
  readonly nonce?: string;
  readonly createdSec?: number;
  readonly expiresSec?: number;
};
export type Credential = { readonly keyId: string; readonly key: SigningKey } | { readonly token: string };

export type TestGate = {
  readonly venue: TestVenue;
  readonly gate: RunningGate;
  readonly origin: string;
  readonly authority: string;
  readonly internal: string;
  readonly dataDir: string;
  readonly ca: string;
  /** One request on a connection of a pool. */
  ask(request: Ask): Promise<Answer>;
  /** Writes bytes as they are and reads until the connection closes, or `ms` pass. */
  raw(bytes: string | readonly (string | number)[], ms?: number): Promise<string>;
  /** Applies a configuration and waits until the gate has it. */
  apply(yaml: string): Promise<void>;
  /** Stops this gate and starts another on the same data directory. */
  restart(o?: { readonly crash: boolean }): Promise<void>;
  end(): Promise<void>;
};

/** Starts a gate with `configuration` in force. */
export async function startTestGate(
  configuration: string,
  o: { readonly times?: ForwardTimes; readonly staleAfterMs?: number; readonly quiet?: boolean } = {},
): Promise<TestGate> {
  const venue = await testVenue();
  const dataDir = mkdtempSync(join(tmpdir(), "kw-gate-"));
  mkdirSync(join(dataDir, "secrets"), { mode: 0o700 });
  const files = {
    caFile: join(dataDir, "ca.pem"),
    caKeyFile: join(dataDir, "secrets", "ca-key.pem"),
    certFile: join(dataDir, "gateway.pem"),
    keyFile: join(dataDir, "gateway-key.pem"),
  };
  await makeCa(files.caFile, files.caKeyFile, Date.now());
  const names = ["localhost", "127.0.0.1", "api.venue.example"];
  await makeLeaf({ ...files, names, nowMs: Date.now() });
  const ca = readFileSync(files.caFile, "utf8");
  const tls = { cert: readFileSync(files.certFile), key: readFileSync(files.keyFile) };
  await applyTo(configuration, false);
  const port = await freePort();
  const internalPort = await freePort();
  const authority = `localhost:${port}`;
  const origin = `https://${authority}`;
  const start = () =>
    startGate({
      env: {
        dataDir,
        gateway: { hosts: ["127.0.0.1"], port, origins: [origin, `https://127.0.0.1:${port}`] },
        internal: { hosts: ["127.0.0.1"], port: internalPort },
        trustedProxies: [],
      },
      tls,
      connection: () => venue.db.connection("gate"),
      startedMs: Date.now(),
      log: (what, error) => {
        if (!o.quiet) process.stderr.write(`${what}: ${error instanceof Error ? error.stack : error}\n`);
      },
      ...(o.times ? { times: o.times } : {}),
      ...(o.staleAfterMs ? { staleAfterMs: o.staleAfterMs } : {}),
    });
  let gate = await start();
  const agent = new Agent({ connect: { ca }, allowH2: false });
  return {
    venue,
    get gate() {
      return gate;
    },
    origin,
    authority,
    internal: `http://127.0.0.1:${internalPort}`,
    dataDir,
    ca,
    ask: (what) => ask(agent, origin, what),
    raw: (bytes, ms) => raw(port, ca, typeof bytes === "string" ? [bytes] : bytes, ms ?? 3_000),
    apply: (yaml) => applyTo(yaml, true),
    restart: async ({ crash } = { crash: false }) => {
      await gate.stop();
      // What an orderly stop leaves behind is what a crash does not.
      if (crash) leaveAsCrashed(dataDir);
      gate = await start();
    },
    end: async () => {
      await agent.destroy();
      await gate.stop();
      await venue.end();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function leaveAsCrashed(dataDir: string): void {
  rmSync(join(dataDir, "gateway-nonces.json"));
  writeFileSync(join(dataDir, "gateway-running"), "1\n");
}

async function applyTo(document: string, wait: boolean): Promise<void> {
  const applied = await withTx(command, (tx) => applyConfiguration(tx, command, { document, dryRun: false }));
  if (!applied.ok) throw new Error(applied.detail);
  if (!wait) return;
  const gates = await awaitGates(command, applied.value.version ?? 0);
  if (gates.confirmed !== gates.total || gates.total === 0) throw new Error(JSON.stringify(gates));
}

async function ask(agent: Agent, origin: string, what: Ask): Promise<Answer> {
  const method = what.method ?? "GET";
  const headers = { ...what.headers, ...credentialHeaders(origin, method, what) };
  const answer = await request(`${origin}${what.path}`, {
    method: method as "GET",
    headers,
    body: what.body ?? null,
    dispatcher: agent,
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, text, json: parsed(text) };
}

function credentialHeaders(origin: string, method: string, what: Ask): Record<string, string> {
  if (what.as === undefined) return {};
  if ("token" in what.as) return { Authorization: `Bearer ${what.as.token}` };
  return signRfc9421(
    { method, url: `${origin}${what.path}`, body: what.body ?? null },
    {
      keyId: what.as.keyId,
      key: what.as.key,
      createdSec: what.createdSec ?? Math.floor(Date.now() / 1000),
      nonce: what.nonce ?? randomUUID(),
      ...(what.expiresSec === undefined ? {} : { expiresSec: what.expiresSec }),
    },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param parts text to write in turn; a number waits so many milliseconds. */
function raw(port: number, ca: string, parts: readonly (string | number)[], ms: number): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = tlsConnect({
      host: "127.0.0.1",
      port,
      ca,
      servername: "localhost",
      ALPNProtocols: ["http/1.1"],
    });
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(done, ms);
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", done);
    socket.on("secureConnect", async () => {
      for (const part of parts) {
        if (typeof part === "number") await sleep(part);
        else if (socket.writable) socket.write(part, "latin1");
      }
    });
  });
}
