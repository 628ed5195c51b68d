import type { JsonValue } from "#lib/crypto/canonical-json.ts";
import type { EventName } from "./catalogue.ts";
import type { JsonObject, Outcome } from "./event-data.ts";

/** What a reader needs of an entry; the bytes it came from stay the evidence. Runs anywhere. */
export type ReadEntry = {
  readonly id: string;
  readonly action: EventName;
  readonly at: string;
  readonly orgId: string;
  readonly actor: {
    readonly id: string;
    readonly type: string;
    readonly sessionId: string | null;
    readonly role: string | null;
    readonly factor: string | null;
    readonly steppedUpAt: string | null;
  };
  readonly target: { readonly type: string; readonly id: string; readonly name: string | null };
  readonly outcome: Outcome;
  readonly severity: string;
  readonly ocsfClass: string;
  readonly reason: string | null;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly details: JsonObject | null;
  /** JSON Pointer → what stands in the entry for the personal value there. */
  readonly commitments: Readonly<Record<string, string>>;
};

type Body = {
  id: string;
  time: string;
  data: {
    class_name: string;
    severity: string;
    status_id: number;
    metadata: { event_code: EventName; tenant_uid: string };
    actor: { user: { uid: string; type: string }; session?: { uid: string } };
    unmapped: {
      target: { type: string; id: string; name?: string };
      reason?: string;
      before?: JsonObject;
      after?: JsonObject;
      details?: JsonObject;
      role?: string;
      factor?: string;
      steppedUpAt?: string;
      commitments?: Record<string, string>;
    };
  };
};

/**
 * Reads an entry that `makeEntry` wrote.
 *
 * @param disclosed personal values that are still there, by JSON Pointer; each comes back in its place.
 * @throws {SyntaxError | TypeError} bytes that are no entry of ours.
 */
export function readEntry(text: string, disclosed: ReadonlyMap<string, string> = new Map()): ReadEntry {
  const body = JSON.parse(text) as Body;
  for (const [pointer, value] of disclosed) putBack(body as unknown as Json, pointer, value);
  const { metadata, actor, unmapped, ...data } = body.data;
  return {
    id: body.id,
    action: metadata.event_code,
    at: body.time,
    orgId: metadata.tenant_uid,
    actor: {
      id: actor.user.uid,
      type: actor.user.type,
      sessionId: actor.session?.uid ?? null,
      role: unmapped.role ?? null,
      factor: unmapped.factor ?? null,
      steppedUpAt: unmapped.steppedUpAt ?? null,
    },
    target: { ...unmapped.target, name: unmapped.target.name ?? null },
    outcome: data.status_id === 1 ? "success" : "failure",
    severity: data.severity,
    ocsfClass: data.class_name,
    reason: unmapped.reason ?? null,
    before: unmapped.before ?? null,
    after: unmapped.after ?? null,
    details: unmapped.details ?? null,
    commitments: unmapped.commitments ?? {},
  };
}

type Json = { [name: string]: JsonValue | Json };

function putBack(body: Json, pointer: string, value: string): void {
  const names = pointer
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = names.pop();
  if (last === undefined) return;
  let at = body;
  for (const name of names) {
    // Own names only: a pointer is data, and must not reach a prototype.
    const next = Object.hasOwn(at, name) ? at[name] : undefined;
    if (typeof next === "object" && next !== null && !Array.isArray(next)) at = next as Json;
    else {
      const made: Json = {};
      Object.defineProperty(at, name, { value: made, enumerable: true, configurable: true, writable: true });
      at = made;
    }
  }
  Object.defineProperty(at, last, { value, enumerable: true, configurable: true, writable: true });
}
