import type { JsonObject } from "#lib/audit/event-data.ts";
import type { JsonValue } from "#lib/crypto/canonical-json.ts";
import type { TrafficBatch, TrafficFact } from "./contract.ts";

const MINUTE_MS = 60_000;

export type TrafficBounds = {
  /** Counters held at once; above it, routes and then keys are counted together as `OTHER`. */
  readonly countersMax: number;
  /** Refused requests kept whole in one batch. */
  readonly deniedMax: number;
  /** Of one kind (key, code and address) in one batch; the rest are its `repeats`. */
  readonly deniedPerKindMax: number;
};

export const TRAFFIC_BOUNDS: TrafficBounds = { countersMax: 20_000, deniedMax: 200, deniedPerKindMax: 5 };

/** Stands for names that were too many to count one by one. */
export const OTHER = "(other)";

type Count = { -readonly [K in keyof TrafficBatch["counts"][number]]: TrafficBatch["counts"][number][K] };
type Denied = TrafficFact & { repeats: number };

/**
 * Counts the requests of a gate in memory until they are flushed. Bounded; it never waits and never throws.
 *
 * Every request is in exactly one counter. When there are too many counters, names are given up and never counts.
 */
export class TrafficRecorder {
  readonly #bounds: TrafficBounds;
  #counts = new Map<string, Count>();
  #used = new Map<string, TrafficBatch["used"][number]>();
  #denied: Denied[] = [];
  #kinds = new Map<string, { kept: number; last: Denied }>();
  #deniedNotKept = 0;

  constructor(bounds: TrafficBounds = TRAFFIC_BOUNDS) {
    this.#bounds = bounds;
  }

  /** True when there is nothing to flush. */
  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  /** Refused requests, since the start, that are counted in a minute but kept in no row, nor as another's repeat. */
  get deniedNotKept(): number {
    return this.#deniedNotKept;
  }

  record(fact: TrafficFact): void {
    this.#count(fact);
    if (fact.versionId !== null && fact.keyId !== null && fact.orgId !== null) {
      const { versionId, keyId, orgId, atMs, ip } = fact;
      const before = this.#used.get(versionId);
      if (before === undefined ? this.#used.size < this.#bounds.countersMax : before.atMs <= atMs)
        this.#used.set(versionId, { versionId, keyId, orgId, atMs, ip });
    }
    if (fact.outcome !== "allowed") this.#keepDenied(fact);
  }

  /** Everything since the last call; the recorder is empty afterwards. Null when there is nothing. */
  take(): TrafficBatch | null {
    if (this.isEmpty) return null;
    const batch: TrafficBatch = {
      counts: [...this.#counts.values()],
      used: [...this.#used.values()],
      denied: this.#denied,
    };
    this.#counts = new Map();
    this.#used = new Map();
    this.#denied = [];
    this.#kinds = new Map();
    return batch;
  }

  #count(fact: TrafficFact): void {
    const exact = this.#add(fact, fact, this.#bounds.countersMax);
    if (exact) return;
    // A flood of names: first the route goes, then who it was. Half as much room again, and then a handful.
    const noRoute = { ...fact, upstream: OTHER, route: OTHER };
    if (this.#add(fact, noRoute, this.#bounds.countersMax * 1.5)) return;
    this.#add(fact, { ...noRoute, orgId: null, keyId: null, versionId: null }, Number.POSITIVE_INFINITY);
  }

  #add(
    fact: TrafficFact,
    named: Pick<Count, "orgId" | "keyId" | "versionId" | "upstream" | "route">,
    max: number,
  ): boolean {
    const minuteMs = Math.floor(fact.atMs / MINUTE_MS) * MINUTE_MS;
    const { orgId, keyId, versionId, upstream, route } = named;
    const key = `${minuteMs}\n${keyId}\n${versionId}\n${upstream}\n${route}\n${fact.outcome}`;
    const there = this.#counts.get(key);
    if (there !== undefined) {
      there.count += 1;
      return true;
    }
    if (this.#counts.size >= max) return false;
    this.#counts.set(key, {
      minuteMs,
      orgId,
      keyId,
      versionId,
      upstream,
      route,
      outcome: fact.outcome,
      count: 1,
    });
    return true;
  }

  #keepDenied(fact: TrafficFact): void {
    const key = `${fact.keyId}\n${fact.outcome}\n${fact.ip}`;
    const kind = this.#kinds.get(key);
    const room = this.#denied.length < this.#bounds.deniedMax;
    if (kind !== undefined && (!room || kind.kept >= this.#bounds.deniedPerKindMax)) {
      kind.last.repeats += 1;
      return;
    }
    if (!room) {
      this.#deniedNotKept += 1;
      return;
    }
    const row: Denied = { ...fact, ...storable(fact), repeats: 0 };
    this.#denied.push(row);
    this.#kinds.set(key, { kept: (kind?.kept ?? 0) + 1, last: row });
  }
}

const METHOD_CHARS_MAX = 32;
const PATH_CHARS_MAX = 1_024;
const DETAIL_CHARS_MAX = 4_096;
const TEXT_CHARS_MAX = 512;

/** What a stranger chose, in a form the database takes whole: one odd text must not hold up every later flush. */
function storable({ method, path, detail }: TrafficFact): Pick<TrafficFact, "method" | "path" | "detail"> {
  const kept = clean(detail) as JsonObject;
  return {
    method: cleanText(method, METHOD_CHARS_MAX),
    path: cleanText(path, PATH_CHARS_MAX),
    detail: JSON.stringify(kept).length <= DETAIL_CHARS_MAX ? kept : { cut: true },
  };
}

function clean(value: JsonValue): JsonValue {
  if (typeof value === "string") return cleanText(value, TEXT_CHARS_MAX);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => clean(item));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [cleanText(name, TEXT_CHARS_MAX), clean(inner)]),
  );
}

function cleanText(text: string, max: number): string {
  return text.slice(0, max).replaceAll("\0", "\uFFFD").toWellFormed();
}
