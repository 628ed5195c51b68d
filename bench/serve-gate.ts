import type { AddressInfo } from "node:net";
import { sha256 } from "#lib/crypto/hash.ts";
import { hmacKey } from "#lib/crypto/hmac.ts";
import { Authorities } from "#lib/enforce/authorities.ts";
import { BodyRoom } from "#lib/enforce/body-room.ts";
import { compile } from "#lib/enforce/compile.ts";
import { NonceStore } from "#lib/enforce/nonce-store.ts";
import { type Key, Snapshot } from "#lib/enforce/snapshot.ts";
import { newKeyId, uuidv7 } from "#lib/kernel/ids.ts";
import { riskOf } from "#lib/keys/scopes.ts";
import { configurationSchema } from "#lib/policy/contract.ts";
import { TrafficRecorder } from "#lib/traffic/recorder.ts";
import { Assertions } from "#services/gateway/assertions.ts";
import { Forwarder } from "#services/gateway/forwarder.ts";
import type { Gate } from "#services/gateway/gate.ts";
import { handle } from "#services/gateway/handle.ts";
import { GateMetrics } from "#services/gateway/metrics.ts";
import { Peers } from "#services/gateway/peers.ts";
import { createGateServer } from "#services/gateway/server.ts";
import type { Credentials } from "./credentials.ts";
import { serveSubject } from "./subject.ts";

/*
 * The gate's own request path over a snapshot that no database stands behind: server, pipeline, limits, assertions,
 * forwarding, counting. What differs from the product is where keys come from, and that this listener speaks plain HTTP.
 */
const [, , upstream = "", credentialsJson = "{}", others = "0"] = process.argv;
const credentials = JSON.parse(credentialsJson) as Credentials;
const orgId = uuidv7();

const snapshot = new Snapshot();
const scopes = new Set(["market:read"]);
snapshot.putOrg({ id: orgId, frozen: false, tier: null, ceiling: scopes });
const put = (
  id: string,
  kind: Key["kind"],
  algorithm: Key["versions"][number]["algorithm"],
  material: Buffer,
) =>
  snapshot.putKey({
    id,
    orgId,
    env: "live",
    kind,
    status: "active",
    statusAtMs: Date.now(),
    expiresAtMs: Date.now() + 86_400_000,
    scopes,
    networks: null,
    cidrs: null,
    versions: [{ id: uuidv7(), algorithm, material, validUntilMs: Number.POSITIVE_INFINITY }],
  });
for (let i = 0; i < Number(others); i++) put(newKeyId(), "bearer", "sha256-token", sha256(`other ${i}`));
const { bearer, hmac, ed25519 } = credentials;
put(bearer.keyId, "bearer", "sha256-token", sha256(bearer.token));
put(hmac.keyId, "hmac", "hmac-sha256", Buffer.alloc(1));
put(ed25519.keyId, "ed25519", "ed25519", Buffer.from(ed25519.publicKey, "base64"));
const secret = hmacKey(hmac.secret);

const policy = configurationSchema.parse({
  apiVersion: "keywarden/v1",
  upstreams: [
    {
      name: "exchange",
      kind: "http",
      url: upstream,
      match: { pathPrefix: "/exchange" },
      windowMs: 60_000,
      routes: [{ method: "GET", path: "/api/v3/ticker", scope: "market:read" }],
    },
  ],
  limits: [{ name: "default", per: "key", quota: 100_000_000, windowSec: 1_000, burst: 100_000_000 }],
});
const enforced = compile(policy, (scope) => riskOf(scope), null, Date.now());
const recorder = new TrafficRecorder();
setInterval(() => recorder.take(), 1_000).unref();
const gate: Gate = {
  scheme: "http",
  snapshot,
  enforced,
  authorities: new Authorities(["http://bench.example"], 80, () => false),
  nonces: new NonceStore({ total: 10_000_000, perKey: 10_000_000 }),
  bodies: new BodyRoom(),
  secretOf: () => secret,
  staleness: () => ({ stale: false, trade: "refuse" }),
  assertions: new Assertions(),
  forwarder: new Forwarder(),
  recorder,
  metrics: new GateMetrics(),
  trustedProxies: null,
  peers: new Peers(null),
  notBeforeMs: 0,
  draining: false,
  inFlight: 0,
  recordFault: () => {},
  log: (what, error) => process.stderr.write(`${what}: ${error}\n`),
};
gate.forwarder.use(enforced);
const server = createGateServer(gate, handle, null);
server.listen(0, "127.0.0.1", () => serveSubject((server.address() as AddressInfo).port));
