import { readFileSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { closeDatabase, useDatabase } from "#lib/db/client.ts";
import { connectionOf } from "#lib/db/connection.ts";
import { type Env, parseEnv } from "#lib/kernel/env.ts";
import { defaultKekUri, useKeyEncryption } from "#lib/vault/kek.ts";
import { cleared, fail, onCertificate, onStop, ready, serveNames } from "#services/supervised.ts";
import { type RunningGate, startGate } from "./start.ts";

/** The data plane: one process that answers requests from memory, and follows the database beside that. */
const POOL_MAX = 2;
const startedMs = Math.floor(performance.timeOrigin);

const logger = pino(
  { name: "gateway", base: null, timestamp: pino.stdTimeFunctions.isoTime },
  pino.destination(2),
);
const log = (what: string, error: unknown): void => logger.warn({ error: describe(error) }, what);

/** Code and message, without what a driver adds to them: parameters are nobody's business. */
function describe(error: unknown): { code?: string; message: string } {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return { message: "unknown" };
  const { code } = cause as NodeJS.ErrnoException;
  return { ...(code === undefined ? {} : { code }), message: cause.message };
}

function readTls(env: Env): { cert: Buffer; key: Buffer } {
  const { certFile, keyFile } = env.tls ?? {
    certFile: join(env.dataDir, "gateway.pem"),
    keyFile: join(env.dataDir, "gateway-key.pem"),
  };
  return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
}

async function start(env: Env): Promise<RunningGate> {
  const { dataDir } = env;
  useDatabase({ connection: (role) => connectionOf(dataDir, role), poolMax: POOL_MAX });
  useKeyEncryption({ gate: env.kek.gate ?? defaultKekUri(dataDir, "gate") });
  return startGate({
    env,
    tls: readTls(env),
    connection: () => connectionOf(dataDir, "gate", true),
    startedMs,
    onNames: serveNames,
    log,
  });
}

const env = parseEnv(process.env);
if (!env.ok) await fail(env.detail ?? env.code);
else {
  let gate: RunningGate | null = null;
  // Before anything is waited for: a launcher that goes away meanwhile leaves no gate behind.
  onStop(async () => {
    await gate?.stop();
    await closeDatabase();
  });
  await cleared();
  gate = await start(env.value).catch((error: NodeJS.ErrnoException) =>
    fail(
      error.code === "EADDRINUSE"
        ? `GATEWAY_PORT ${env.value.gateway.port} or INTERNAL_PORT ${env.value.internal.port} is in use: expected free ports.`
        : `The gate can't start: ${describe(error).message}.`,
    ),
  );
  const { internalPort, renewCertificate } = gate;
  onCertificate(() => renewCertificate(readTls(env.value)));
  ready({ gateway: env.value.gateway.origins[0], internalPort });
}
