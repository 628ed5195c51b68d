import { closeDatabase, useDatabase, withTx } from "#lib/db/client.ts";
import { connectionOf } from "#lib/db/connection.ts";
import { systemClock } from "#lib/kernel/clock.ts";
import { parseEnv } from "#lib/kernel/env.ts";
import { DEMO_ACTOR, hasDemoData } from "#lib/orgs/demo-data.ts";
import { defaultKekUri, useKeyEncryption } from "#lib/vault/kek.ts";
import { fail, onStop, ready } from "#services/supervised.ts";
import { applyDemoConfiguration, configurationInForce, type InForce } from "./apply-configuration.ts";
import { type RunningChain, startChain } from "./chain.ts";
import type { DemoPorts } from "./configuration.ts";
import { type RunningExchange, startExchange } from "./exchange.ts";
import { GateKeySource } from "./gate-keys.ts";
import { isUnseeded, PAST_DAYS, type Seeded, seedDemo } from "./seed.ts";

/**
 * npm start -- --demo: upstreams to try the gate on, the configuration that leads to them, and on the first start an
 * installation with a past. Everything else runs as it does without the demo.
 */
const PORTS: DemoPorts = { exchange: 9_100, chain: 8_545 };
const SEED = 20_261_123;
const DAY_MS = 86_400_000;

const env = await environment();
useDatabase({ connection: (role) => connectionOf(env.dataDir, role), poolMax: 4 });
useKeyEncryption({ gate: env.kek.gate ?? defaultKekUri(env.dataDir, "gate") });

const begunMs = Date.now();
const inForce = await configurationInForce();
const preferred = typeof inForce === "object" ? inForce : PORTS;
const exchange = await exchangeAt(preferred.exchange);
const chain = await chainAt(preferred.chain);
let stopping = false;
const work = prepare(inForce, { exchange: exchange.port, chain: chain.port });

onStop(async () => {
  stopping = true;
  // A past that is half made would stay so: it is finished first.
  await work.catch(() => {});
  await Promise.all([exchange.stop(), chain.stop(), closeDatabase()]);
});

const seeded = await work;
ready({
  exchange: `http://127.0.0.1:${exchange.port}`,
  chain: `http://127.0.0.1:${chain.port}`,
  seeded: seeded !== null,
  ...seeded,
  ms: Date.now() - begunMs,
});
await chain.ended;
if (!stopping) await fail("The demo's blockchain (anvil) ended by itself.");

async function environment() {
  const parsed = parseEnv(process.env);
  return parsed.ok ? parsed.value : fail(parsed.detail ?? "The environment is wrong.");
}

/** Configuration and past; null when there was a past already. */
async function prepare(current: InForce, ports: DemoPorts): Promise<Seeded | null> {
  const nowMs = Date.now();
  const unseeded = await isUnseeded();
  const since = new Date(nowMs - PAST_DAYS * DAY_MS);
  if (current === "none") await applyDemoConfiguration(ports, unseeded ? since : new Date(nowMs));
  else if (current !== "another") await applyDemoConfiguration(ports, new Date(nowMs));
  else tell("The configuration in force is not the demo's and stays as it is: no route leads to the demo.");
  if (unseeded) return seedDemo({ dataDir: env.dataDir, nowMs, seed: SEED });
  if (!(await withTx(DEMO_ACTOR, hasDemoData)))
    tell("There are organizations already, so no demo data was added.");
  return null;
}

async function exchangeAt(port: number): Promise<RunningExchange> {
  const [host = "127.0.0.1"] = env.internal.hosts;
  const internal = `http://${host.includes(":") ? `[${host}]` : host}:${env.internal.port}`;
  const keys = new GateKeySource(`${internal}/.well-known/keywarden-jwks.json`);
  try {
    return await startExchange({ port, keys, seed: SEED, clock: systemClock });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return startExchange({ port: 0, keys, seed: SEED, clock: systemClock });
  }
}

async function chainAt(port: number): Promise<RunningChain> {
  let started = await startChain({ port });
  if (!started.ok && started.code === "port_taken") started = await startChain({ port: 0 });
  return started.ok ? started.value : fail(`The demo cannot start: ${started.detail ?? started.code}.`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
