import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { Networks } from "#lib/enforce/address.ts";
import { Authorities } from "#lib/enforce/authorities.ts";
import { BodyRoom } from "#lib/enforce/body-room.ts";
import { compile } from "#lib/enforce/compile.ts";
import { NonceStore } from "#lib/enforce/nonce-store.ts";
import { type Denial, publicAnswer } from "#lib/enforce/problems.ts";
import { Snapshot } from "#lib/enforce/snapshot.ts";
import type { Env } from "#lib/kernel/env.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { riskOf, scopeCatalogue } from "#lib/keys/scopes.ts";
import { type Configuration, EMPTY_CONFIGURATION } from "#lib/policy/contract.ts";
import { TrafficRecorder } from "#lib/traffic/recorder.ts";
import { Assertions } from "./assertions.ts";
import { Flusher } from "./flush.ts";
import { PolicyFollower } from "./follow-policy.ts";
import { Forwarder, type ForwardTimes } from "./forwarder.ts";
import type { Gate } from "./gate.ts";
import { registerGate, retireGate } from "./gate-row.ts";
import { handle } from "./handle.ts";
import { createInternalServer, type Readiness } from "./internal-server.ts";
import { listenOnAll } from "./listen.ts";
import { GateMetrics } from "./metrics.ts";
import { handOverNonces, takeOverNonces } from "./nonce-memory.ts";
import { Peers } from "./peers.ts";
import { Secrets } from "./secrets.ts";
import { createGateServer, type Tls } from "./server.ts";

/** How long requests under way may take to end when the gate stops. */
const DRAIN_MS_MAX = 4_000;
/** How long the last writes may take then. */
const LAST_WRITES_MS_MAX = 2_000;
const SWEEP_MS = 50;
const CLOCK_OFFSET_MS_MAX = 1_000;

export type GateOptions = {
  readonly env: Pick<Env, "dataDir" | "gateway" | "internal" | "trustedProxies">;
  readonly tls: Tls;
  /** The gate's role on the database, past a pooler. */
  readonly connection: () => pg.ClientConfig;
  /** When this process began, in milliseconds since the epoch. */
  readonly startedMs: number;
  readonly times?: ForwardTimes;
  /** How long policy counts as current without news; default 30 s. */
  readonly staleAfterMs?: number;
  /** Host names that the configuration routes by: they belong on the certificate. */
  readonly onNames?: (names: readonly string[]) => void;
  readonly log: (what: string, error: unknown) => void;
};

export type RunningGate = {
  readonly id: string;
  /** The ports it listens on: of use where 0 was asked for. */
  readonly port: number;
  readonly internalPort: number;
  readonly readiness: () => Readiness;
  /** New connections are greeted with this from now on. */
  renewCertificate(tls: Tls): void;
  /** Ends in an orderly way: no new requests, those under way to their end, then what was counted, then the nonces. */
  stop(): Promise<void>;
};

/** Brings a gate up on its database and listens once it knows its policy. @throws when an address can't be had. */
export async function startGate(o: GateOptions): Promise<RunningGate> {
  const { env, log } = o;
  const gateId = uuidv7(o.startedMs);
  const nonces = new NonceStore();
  const notBeforeMs = takeOverNonces(nonces, env.dataDir, o.startedMs);
  const recorder = new TrafficRecorder();
  const secrets = new Secrets(log);
  const metrics = new GateMetrics({ process: true });
  let follower: PolicyFollower | null = null;
  const trustedProxies = env.trustedProxies.length === 0 ? null : new Networks(env.trustedProxies);
  const gate: Gate = {
    scheme: "https",
    snapshot: new Snapshot(),
    enforced: compile(EMPTY_CONFIGURATION, () => "transfer", null, Date.now()),
    authorities: new Authorities(env.gateway.origins, env.gateway.port, (name) =>
      gate.enforced.router.hasHost(name),
    ),
    nonces,
    bodies: new BodyRoom(),
    secretOf: secrets.secretOf,
    staleness: () => ({ stale: follower?.stale ?? true, trade: "refuse" }),
    assertions: new Assertions(),
    forwarder: new Forwarder(o.times),
    recorder,
    metrics,
    trustedProxies,
    peers: new Peers(trustedProxies),
    notBeforeMs,
    draining: false,
    inFlight: 0,
    recordFault: (denial, requestId, ip) => recorder.record(faultFact(denial, requestId, ip)),
    log,
  };
  const configure = (configuration: Configuration) => {
    const catalogue = scopeCatalogue(configuration.scopes.map(({ name, risk }) => ({ id: name, risk })));
    gate.enforced = compile(configuration, (scope) => riskOf(scope, catalogue), gate.enforced, Date.now());
    gate.forwarder.use(gate.enforced);
    gate.authorities.forget();
    const names = configuration.upstreams.flatMap(({ match }) => ("host" in match ? [match.host] : []));
    o.onNames?.(names);
  };
  const store = { snapshot: gate.snapshot, secrets };
  follower = new PolicyFollower({
    connection: o.connection,
    gateId,
    store,
    configure,
    log,
    ...(o.staleAfterMs === undefined ? {} : { staleAfterMs: o.staleAfterMs }),
  });
  const following = follower;
  const readiness = () => readinessOf(gate, following);
  const internal = await listenOnAll(
    () => createInternalServer({ readiness, metrics, assertions: gate.assertions }),
    env.internal,
  );
  describe(metrics, gate, following);
  await following.start();
  await patiently(() => registerGate(gateId, env.gateway.port, following.version), log);
  following.registered();
  const servers = await listenOnAll(() => createGateServer(gate, handle, o.tls), env.gateway);
  const flusher = new Flusher(recorder, gateId, log);
  flusher.start();
  return {
    id: gateId,
    port: portOf(servers),
    internalPort: portOf(internal),
    readiness,
    renewCertificate: (tls) => {
      for (const server of servers) if ("setSecureContext" in server) server.setSecureContext(tls);
    },
    stop: async () => {
      await drain(gate, servers);
      handOverNonces(nonces, env.dataDir);
      await following.stop();
      const lastWrites = async () => {
        await flusher.stop();
        await retireGate(gateId, env.gateway.port);
      };
      await Promise.race([
        lastWrites().catch((error) => log("the last writes failed", error)),
        sleep(LAST_WRITES_MS_MAX),
      ]);
      await Promise.all([gate.forwarder.close(), ...internal.map(closed)]);
    },
  };
}

function portOf([server]: readonly Server[]): number {
  return (server?.address() as AddressInfo | undefined)?.port ?? 0;
}

/** The database may be away when a gate starts: it waits for it. */
async function patiently(act: () => Promise<void>, log: GateOptions["log"]): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await act();
    } catch (error) {
      if (tries === 0) log("the gate can't register yet", error);
      await sleep(500);
    }
  }
}

async function drain(gate: Gate, servers: readonly (HttpServer | HttpsServer)[]): Promise<void> {
  gate.draining = true;
  const all = Promise.all(servers.map(closed));
  // A connection whose answer had begun before is idle only after it.
  const sweep = setInterval(() => {
    for (const server of servers) server.closeIdleConnections();
  }, SWEEP_MS);
  await Promise.race([all, sleep(DRAIN_MS_MAX)]);
  clearInterval(sweep);
  for (const server of servers) server.closeAllConnections();
}

function closed(server: HttpServer | HttpsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function readinessOf(gate: Gate, follower: PolicyFollower): Readiness {
  const loaded = follower.version >= 0;
  const reasons: string[] = [];
  if (!loaded) reasons.push("policy_not_loaded");
  else if (follower.stale) reasons.push("policy_stale");
  if (gate.draining) reasons.push("stopping");
  if (Math.abs(follower.clockOffsetMs) > CLOCK_OFFSET_MS_MAX) reasons.push("clock_offset");
  return {
    ready: loaded && !gate.draining,
    reasons,
    policyVersion: follower.version,
    policyAgeMs: loaded ? Math.round(follower.ageMs) : null,
    clockOffsetMs: Math.round(follower.clockOffsetMs),
    keys: gate.snapshot.keyCount,
  };
}

function describe(metrics: GateMetrics, gate: Gate, follower: PolicyFollower): void {
  metrics.gauge("keywarden_gate_in_flight", "Requests at upstreams now.", () => gate.inFlight);
  metrics.gauge(
    "keywarden_gate_peers_refused",
    "Connections closed unheard: their address had too many.",
    () => gate.peers.refused,
  );
  metrics.gauge("keywarden_gate_keys", "Keys in memory.", () => gate.snapshot.keyCount);
  metrics.gauge("keywarden_gate_nonces", "Nonces remembered.", () => gate.nonces.size);
  metrics.gauge("keywarden_gate_policy_version", "Version of policy applied.", () => follower.version);
  metrics.gauge("keywarden_gate_policy_age_seconds", "Time since policy was last known to be current.", () =>
    follower.version < 0 ? 0 : follower.ageMs / 1000,
  );
  metrics.gauge(
    "keywarden_gate_clock_offset_seconds",
    "How far this clock is ahead of the database's.",
    () => follower.clockOffsetMs / 1000,
  );
}

/** What was no request has neither method nor path. */
function faultFact(denial: Denial, requestId: string, ip: string) {
  const [status, outcome] = publicAnswer(denial);
  const nobody = { orgId: null, keyId: null, versionId: null, upstream: "", route: "" };
  return {
    ...nobody,
    atMs: Date.now(),
    outcome,
    ip,
    method: "",
    path: "",
    requestId,
    status,
    detail: denial.detail,
  };
}
