import { existsSync, readFileSync } from "node:fs";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { join } from "node:path";
import next from "next";
import { closeDatabase, useDatabase } from "#lib/db/client.ts";
import { connectionOf } from "#lib/db/connection.ts";
import { type Env, parseEnv } from "#lib/kernel/env.ts";
import { defaultKekUri, useKeyEncryption } from "#lib/vault/kek.ts";
import { trustedRanges } from "#services/client-address.ts";
import { listenAll } from "#services/listen-all.ts";
import { cleared, fail, onStop, ready } from "#services/supervised.ts";
import { type HeadVerdict, judgeHead } from "./judge-head.ts";

/** Serves the built console: Next behind a server of ours, which judges every request's head first. */
const ROOT = join(import.meta.dirname, "../..");
const POOL_MAX = 10;
const CONNECTIONS_MAX = 2_000;
const LAST_ANSWERS_MS = 3_000;

const LIMITS: ServerOptions = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
  requireHostHeader: false,
};

type Answer = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

async function main(env: Env): Promise<void> {
  useDatabase({ connection: (role) => connectionOf(env.dataDir, role), poolMax: POOL_MAX });
  useKeyEncryption({
    gate: env.kek.gate ?? defaultKekUri(env.dataDir, "gate"),
    console: env.kek.console ?? defaultKekUri(env.dataDir, "console"),
  });
  const distDir = process.env.KEYWARDEN_TEST_BUILD === "1" ? ".next-test" : ".next";
  if (!existsSync(join(ROOT, distDir, "BUILD_ID")))
    await fail(`The console has no build in ${join(ROOT, distDir)}: npm start makes it.`);
  const app = next({ dev: false, dir: ROOT, hostname: "localhost", port: env.console.port });
  await app.prepare();
  await cleared();
  const answer = app.getRequestHandler();
  const rules = { origin: new URL(env.console.origin), trusted: trustedRanges(env.trustedProxies) };
  const make = () =>
    serverFor(env, (req, res) => {
      const refusal = judgeHead(req, rules);
      return refusal === null ? answer(req, res) : refuse(res, refusal);
    });
  const servers = await listenAll(env.console, make).catch((error: NodeJS.ErrnoException) =>
    fail(`CONSOLE_PORT ${env.console.port} cannot be listened on (${error.code}): expected a free port.`),
  );
  onStop(async () => {
    await Promise.all(servers.map(close));
    await app.close();
    await closeDatabase();
  });
  ready({ port: env.console.port });
}

function serverFor(env: Env, answer: Answer): Server {
  const handle = (req: IncomingMessage, res: ServerResponse): void => {
    answer(req, res).catch((error: unknown) => {
      process.stderr.write(`console: ${error instanceof Error ? error.stack : String(error)}\n`);
      if (!res.headersSent) res.writeHead(500, { connection: "close" });
      res.end();
    });
  };
  const server =
    env.tls === null
      ? createServer(LIMITS, handle)
      : createTlsServer(
          {
            ...LIMITS,
            minVersion: "TLSv1.3",
            cert: readFileSync(env.tls.certFile),
            key: readFileSync(env.tls.keyFile),
          },
          handle,
        );
  server.maxConnections = CONNECTIONS_MAX;
  return server;
}

async function refuse(res: ServerResponse, verdict: NonNullable<HeadVerdict>): Promise<void> {
  res.writeHead(verdict.status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  res.end(`${verdict.detail}\n`);
}

/** Answers under way may finish; whoever holds a connection open longer than 3 s loses it. */
async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const atOnce = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  await closed;
  clearTimeout(atOnce);
}

const env = parseEnv(process.env);
if (env.ok) await main(env.value);
else await fail(env.detail ?? env.code);
