import { uuidv7 } from "#lib/kernel/ids.ts";
import type { TrafficFact } from "#lib/traffic/contract.ts";
import { busyness, type Call } from "./habits.ts";
import type { Incident } from "./incidents.ts";
import type { KeyPlan } from "./institutions.ts";
import type { Random } from "./random.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A key as it came to be: what the plan said, and what the domain made of it. */
export type PastKey = {
  readonly plan: KeyPlan;
  readonly keyId: string;
  readonly orgId: string;
  /** When its programs began to use it. */
  readonly worksFromMs: number;
  /** When it was revoked or ran out; infinity while it works. */
  readonly endsAtMs: number;
  /** When its programs fell silent; infinity while they run. */
  readonly quietFromMs: number;
  readonly suspended: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Oldest first; each works until `overlapMs` after the next began. */
  readonly versions: readonly { readonly id: string; readonly fromMs: number; readonly overlapMs: number }[];
};

/** `count` requests that differ in nothing that is kept. */
export type Requests = { readonly fact: TrafficFact; readonly count: number };

/** A programme starts to use a new version at once on some machines, and within hours on nearly all. */
const ADOPTED_AT_ONCE = 0.2;
const ADOPTED_PER_HOUR = 0.4;
const ADOPTED_MAX = 0.97;

/**
 * The requests of a span of time, as the gate would have seen them: slot by slot, finer the nearer to its end. What
 * a program does within a slot falls into one minute of it, which keeps the counters of thirty days few.
 *
 * @param fromMs start of the first slot. @param toMs end of the last; nothing is later.
 */
export function* pastTraffic(
  keys: readonly PastKey[],
  incidents: readonly Incident[],
  span: { readonly fromMs: number; readonly toMs: number },
  random: Random,
): Generator<Requests> {
  const byName = new Map(keys.map((key) => [`${key.plan.org}/${key.plan.name}`, key]));
  let startMs = Math.floor(span.fromMs / HOUR_MS) * HOUR_MS;
  while (startMs < span.toMs) {
    const endMs = Math.min(startMs + slotMs(span.toMs - startMs), span.toMs);
    for (const key of keys) yield* usual(key, startMs, endMs, random);
    for (const incident of incidents) {
      const key = incident.key === null ? null : byName.get(incident.key);
      if (key !== undefined) yield* unusual(incident, key, { startMs, endMs, nowMs: span.toMs }, random);
    }
    startMs = endMs;
  }
}

function slotMs(ageMs: number): number {
  if (ageMs > 7 * DAY_MS) return HOUR_MS;
  if (ageMs > 2 * DAY_MS) return 30 * MINUTE_MS;
  if (ageMs > 6 * HOUR_MS) return 10 * MINUTE_MS;
  return 2 * MINUTE_MS;
}

function* usual(key: PastKey, startMs: number, endMs: number, random: Random): Generator<Requests> {
  const { habit, from = [] } = key.plan;
  if (habit === undefined || !works(key, startMs, endMs)) return;
  const busy = habit.peakPerMin * busyness(habit.rhythm, startMs);
  if (busy === 0) return;
  const atMs = startMs + random.int(0, endMs - startMs - 1);
  const total = (busy * (endMs - startMs) * (0.75 + random.unit() * 0.5)) / MINUTE_MS;
  for (const [call, share] of habit.calls) {
    for (const [versionId, part] of versionsAt(key, atMs)) {
      const count = around(total * share * part, random);
      const newest = versionId === key.versions.at(-1)?.id;
      const ip = (newest ? from[random.int(0, from.length - 1)] : from.at(-1)) ?? "192.0.2.1";
      if (count > 0) yield { fact: fact({ key, versionId, call, atMs, ip }), count };
    }
  }
}

function* unusual(
  incident: Incident,
  key: PastKey | null,
  slot: { readonly startMs: number; readonly endMs: number; readonly nowMs: number },
  random: Random,
): Generator<Requests> {
  const fromMs = Math.max(slot.startMs, slot.nowMs - incident.fromDaysAgo * DAY_MS);
  const toMs = Math.min(slot.endMs, slot.nowMs - incident.toDaysAgo * DAY_MS);
  if (toMs <= fromMs) return;
  const count = around((incident.perMin * (toMs - fromMs)) / MINUTE_MS, random);
  const [first, ...others] = incident.from;
  for (let i = 0; i < count; i++) {
    const atMs = Math.floor(fromMs + ((i + random.unit()) * (toMs - fromMs)) / count);
    const versionId = incident.proved && key !== null ? (versionsAt(key, atMs)[0]?.[0] ?? null) : null;
    const { code, status, detail, call } = incident;
    const usualFact = fact({ key, versionId, call, atMs, ip: random.pick([first, ...others]) });
    yield { fact: { ...usualFact, outcome: code, status, detail, requestId: uuidv7(atMs) }, count: 1 };
  }
}

function works(key: PastKey, startMs: number, endMs: number): boolean {
  if (startMs < key.worksFromMs || endMs > Math.min(key.endsAtMs, key.quietFromMs)) return false;
  return !key.suspended.some(({ fromMs, toMs }) => startMs < toMs && endMs > fromMs);
}

/** The versions in use at a time, newest first, each with its share of the requests. */
function versionsAt(key: PastKey, atMs: number): [string, number][] {
  const begun = key.versions.filter(({ fromMs }) => fromMs <= atMs);
  const newest = begun.at(-1);
  const before = begun.at(-2);
  if (!newest) return [];
  const sinceMs = atMs - newest.fromMs;
  if (!before || sinceMs >= newest.overlapMs) return [[newest.id, 1]];
  const share = Math.min(ADOPTED_MAX, ADOPTED_AT_ONCE + (ADOPTED_PER_HOUR * sinceMs) / HOUR_MS);
  return [
    [newest.id, share],
    [before.id, 1 - share],
  ];
}

/** A whole number near the mean, as chance would have it (Poisson, for large means nearly so). */
function around(mean: number, random: Random): number {
  if (mean > 40)
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * (random.unit() + random.unit() - 1) * 2.4));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.unit(); product > limit; product *= random.unit()) count++;
  return count;
}

function fact(o: {
  readonly key: PastKey | null;
  readonly versionId: string | null;
  readonly call: Call;
  readonly atMs: number;
  readonly ip: string;
}): TrafficFact {
  const { key, versionId, call, atMs, ip } = o;
  return {
    atMs,
    orgId: key?.orgId ?? null,
    keyId: key?.keyId ?? null,
    versionId,
    upstream: call.upstream,
    route: call.route,
    outcome: "allowed",
    ip,
    method: call.method,
    path: call.path,
    requestId: "",
    status: 200,
    detail: {},
  };
}
