import type { Networks } from "#lib/enforce/address.ts";
import type { SecretOf } from "#lib/enforce/authenticate.ts";
import type { Authorities } from "#lib/enforce/authorities.ts";
import type { BodyRoom } from "#lib/enforce/body-room.ts";
import type { Enforced } from "#lib/enforce/compile.ts";
import type { Staleness } from "#lib/enforce/decide.ts";
import type { NonceStore } from "#lib/enforce/nonce-store.ts";
import type { Denial } from "#lib/enforce/problems.ts";
import type { Snapshot } from "#lib/enforce/snapshot.ts";
import type { TrafficFact } from "#lib/traffic/contract.ts";
import type { Assertions } from "./assertions.ts";
import type { Forwarder } from "./forwarder.ts";
import type { GateMetrics } from "./metrics.ts";
import type { Peers } from "./peers.ts";

/** Requests under way at once, beyond which new ones are told to come back. */
export const IN_FLIGHT_MAX = 4_096;

/** All that handling a request takes: nothing in it waits for a database. */
export type Gate = {
  readonly scheme: "https" | "http";
  readonly snapshot: Snapshot;
  /** Replaced whole when a configuration is applied. */
  enforced: Enforced;
  readonly authorities: Authorities;
  readonly nonces: NonceStore;
  readonly bodies: BodyRoom;
  readonly secretOf: SecretOf;
  readonly staleness: () => Staleness;
  readonly assertions: Assertions;
  readonly forwarder: Forwarder;
  readonly recorder: { record(fact: TrafficFact): void };
  readonly metrics: GateMetrics;
  /** Null: no proxy's word is taken for an address. */
  readonly trustedProxies: Networks | null;
  readonly peers: Peers;
  /** Signed requests made before this are refused: who answered them may have forgotten it. */
  notBeforeMs: number;
  /** True while stopping: answers close their connections. */
  draining: boolean;
  inFlight: number;
  /** Notes what was no request at all. */
  recordFault(denial: Denial, requestId: string, ip: string): void;
  log(what: string, error: unknown): void;
};
