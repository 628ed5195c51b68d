import { eq } from "drizzle-orm";
import { sequenceBatch } from "#lib/audit/sequence.ts";
import type { SystemActor } from "#lib/authz/actor.ts";
import { type Tx, withTx } from "#lib/db/client.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { gates } from "#lib/db/schema/policy.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { DEMO_ACTOR } from "#lib/orgs/demo-data.ts";
import { findVenue } from "#lib/orgs/queries.ts";
import { renameVenue } from "#lib/orgs/rename.ts";
import { listTiers } from "#lib/policy/queries.ts";
import { flushTraffic } from "#lib/traffic/flush.ts";
import { TrafficRecorder } from "#lib/traffic/recorder.ts";
import { writeHandedOutKeys } from "./handed-out-keys.ts";
import { incidents } from "./incidents.ts";
import { institutions, keyPlans } from "./institutions.ts";
import { makeThePast } from "./past-acts.ts";
import { type PastKey, pastTraffic } from "./past-traffic.ts";
import { type Random, seededRandom } from "./random.ts";

const GATE: SystemActor = { kind: "system", id: "system:gate" };
const WORKER: SystemActor = { kind: "system", id: "system:worker" };

const DAY_MS = 86_400_000;
export const PAST_DAYS = 30;
/** Counters of one flush. */
const COUNTERS_MAX = 1_500;
/** Of late, refused requests are flushed by the few, so that nearly each keeps a row of its own. */
const DENIED_MAX = 5;
const OF_LATE_MS = 2 * DAY_MS;

export type Seeded = {
  readonly organizations: number;
  readonly keys: number;
  readonly requests: number;
  readonly events: number;
};

/** Whether the past can be made: only where no institution is, so that nothing made up mixes with what happened. */
export async function isUnseeded(): Promise<boolean> {
  return withTx(DEMO_ACTOR, async (tx) => {
    const found = tx
      .select({ id: organizations.id })
      .from(organizations)
      .where(eq(organizations.kind, "client"));
    return (await found.limit(1)).length === 0;
  });
}

/**
 * Gives an installation thirty days of past, through the code that makes the present: domain functions under the
 * demo's name and an injected time, the gate's recorder and flush, the audit log's own sequencer.
 *
 * @param o.nowMs when the past ends. @param o.seed of the shapes; ids and secrets are random each time.
 */
export async function seedDemo(o: {
  readonly dataDir: string;
  readonly nowMs: number;
  readonly seed: number;
}): Promise<Seeded> {
  await withTx(DEMO_ACTOR, nameVenue, new Date(o.nowMs - PAST_DAYS * DAY_MS));
  // Where the operator's own configuration is in force, its tiers are its own.
  const tiers = await withTx(DEMO_ACTOR, listTiers);
  const known = institutions.map(({ tier, ...rest }) =>
    tier !== undefined && tiers.includes(tier) ? { ...rest, tier } : rest,
  );
  const random = seededRandom(o.seed);
  const { keys, handedOut } = await makeThePast(known, keyPlans, o.nowMs, random);
  const requests = await recordTraffic(keys, o.nowMs, random);
  const events = await sequenceAll();
  writeHandedOutKeys(o.dataDir, handedOut);
  return { organizations: institutions.length, keys: keys.length, requests, events };
}

/** Gives the venue a name to show, unless a person has given it one. */
async function nameVenue(tx: Tx): Promise<void> {
  const venue = await findVenue(tx);
  if (venue?.name === "Venue") await renameVenue(tx, DEMO_ACTOR, { name: "Aster Exchange" });
}

async function recordTraffic(keys: readonly PastKey[], nowMs: number, random: Random): Promise<number> {
  const gateId = await registerGate(nowMs);
  const recorder = new TrafficRecorder();
  let batchNumber = 0;
  let waiting = 0;
  let requests = 0;
  const flush = async () => {
    const batch = recorder.take();
    waiting = 0;
    if (batch === null) return;
    batchNumber++;
    await withTx(GATE, (tx) => flushTraffic(tx, batch, { gateId, batchNumber }), new Date(nowMs));
  };
  const span = { fromMs: nowMs - PAST_DAYS * DAY_MS, toMs: nowMs };
  for (const { fact, count } of pastTraffic(keys, incidents, span, random)) {
    for (let i = 0; i < count; i++) recorder.record(fact);
    requests += count;
    const late = fact.outcome !== "allowed" && fact.atMs > nowMs - OF_LATE_MS;
    waiting += late ? COUNTERS_MAX / DENIED_MAX : 1;
    if (waiting >= COUNTERS_MAX) await flush();
  }
  await flush();
  return requests;
}

/** The gate that saw the past: long stopped, so nobody waits for it. */
async function registerGate(nowMs: number): Promise<string> {
  const startedAt = new Date(nowMs - PAST_DAYS * DAY_MS);
  const stoppedAt = new Date(nowMs);
  const id = uuidv7(startedAt.getTime());
  await withTx(GATE, (tx) =>
    tx.insert(gates).values({
      id,
      name: "demo-past",
      startedAt,
      seenAt: stoppedAt,
      stoppedAt,
      appliedVersion: 0,
      flushedBatch: 0,
    }),
  );
  return id;
}

/** Gives every event its index; the worker may be doing the same at the same time. */
async function sequenceAll(): Promise<number> {
  let events = 0;
  for (;;) {
    const moved = await withTx(WORKER, (tx) => sequenceBatch(tx));
    events += moved;
    if (moved === 0) return events;
  }
}
