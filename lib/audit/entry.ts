import { randomBytes } from "node:crypto";
import type { Actor } from "#lib/authz/actor.ts";
import { canonicalJson, type JsonValue } from "#lib/crypto/canonical-json.ts";
import { hmacKey, hmacSha256 } from "#lib/crypto/hmac.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { type EventName, OCSF_VERSION, ocsfClasses, severities, specOf } from "./catalogue.ts";
import type { EventData, JsonObject } from "./event-data.ts";
import { refuseSecretNames, refuseUndeclaredPersonal, withholdSecrets } from "./guard.ts";

/** A leaf of the log is at most this long (C2SP tlog-tiles: a 16-bit length). */
export const ENTRY_BYTES_MAX = 65_535;
const SALT_BYTES = 32;
const ORDINAL_MAX = 0xfff;
const USER_AGENT_MAX = 400;

/** A value the entry commits to; it lies beside the log and can be redacted. */
export type PersonalField = { readonly path: string; readonly value: string; readonly salt: Buffer };

export type Entry = {
  readonly id: string;
  /** Canonical JSON (RFC 8785) in UTF-8: exactly what is stored and hashed. */
  readonly bytes: Buffer;
  readonly personal: readonly PersonalField[];
};

type Fact = {
  readonly actor: Actor;
  readonly event: EventName;
  readonly data: EventData;
  readonly atMs: number;
  /** 0 for the first event of its millisecond, 1 for the second …: keeps their order in the log. */
  readonly ordinal: number;
};

type Json = { [name: string]: JsonValue };

/**
 * The final form of an event: a CloudEvents 1.0 envelope around an OCSF body, as canonical JSON.
 *
 * Personal values are left out of the places they belong to; `data.unmapped.commitments` names each such place by
 * JSON Pointer with `hmac-sha256:` + base64url of HMAC-SHA-256(salt, UTF-8(pointer ‖ value)), salt 32 random bytes.
 *
 * @throws {TypeError} a secret, a personal field the catalogue doesn't declare, or what JSON can't say.
 * @throws {RangeError} an entry above 65,535 bytes.
 */
export function makeEntry(fact: Fact): Entry {
  const { actor, event, atMs } = fact;
  const { personal: declared } = specOf(event);
  refuseSecretNames(fact.data);
  refuseUndeclaredPersonal(fact.data, declared);
  const data = withholdSecrets(fact.data as JsonObject) as EventData;
  const id = eventId(atMs, fact.ordinal);
  const personal: PersonalField[] = [];
  const commit = (path: string, value: string | null | undefined) => {
    if (value) personal.push({ path, value, salt: randomBytes(SALT_BYTES) });
  };
  if (actor.kind === "person") {
    commit("/data/actor/user/email_addr", actor.email);
    commit("/data/actor/user/name", actor.name);
  }
  const source = data.source ?? (actor.kind === "person" ? actor : null);
  commit("/data/http_request/user_agent", source?.userAgent?.slice(0, USER_AGENT_MAX));
  commit("/data/src_endpoint/ip", source?.ip);
  const facts = takeOut(factsOf(data), declared, (pointer, value) =>
    commit(`/data/unmapped${pointer}`, value),
  );
  if (actor.kind === "person") {
    facts.role = actor.role;
    facts.factor = actor.factor;
    if (actor.steppedUpAtMs !== null) facts.steppedUpAt = rfc3339(actor.steppedUpAtMs);
  }
  if (personal.length > 0) {
    facts.commitments = Object.fromEntries(personal.map((field) => [field.path, commitmentTo(field)]));
  }
  const bytes = Buffer.from(canonicalJson(envelope({ actor, event, data, atMs }, id, facts)), "utf8");
  if (bytes.length > ENTRY_BYTES_MAX) {
    throw new RangeError(
      `the audit entry of ${event} has ${bytes.length} bytes, ${ENTRY_BYTES_MAX} at most: record what changed, not the whole`,
    );
  }
  return { id, bytes, personal };
}

/** What stands in an entry for a personal value. */
export function commitmentTo(field: PersonalField): string {
  const mac = hmacSha256(hmacKey(field.salt), Buffer.from(`${field.path}${field.value}`, "utf8"));
  return `hmac-sha256:${mac.toString("base64url")}`;
}

/** A UUIDv7 whose rand_a counts the events of its millisecond (RFC 9562 §6.2, method 1). */
function eventId(atMs: number, ordinal: number): string {
  const id = uuidv7(atMs);
  return `${id.slice(0, 15)}${Math.min(ordinal, ORDINAL_MAX).toString(16).padStart(3, "0")}${id.slice(18)}`;
}

function envelope({ actor, event, data, atMs }: Omit<Fact, "ordinal">, id: string, facts: Json): JsonObject {
  const { ocsf, severity, words, personal } = specOf(event);
  const of = ocsfClasses[ocsf.class];
  const activityName = (of.activities as Record<number, string>)[ocsf.activity] as string;
  const failed = data.outcome === "failure";
  const time = rfc3339(atMs);
  return {
    specversion: "1.0",
    id,
    source: `/keywarden/${producerOf(actor)}`,
    type: `keywarden.${event}`,
    subject: `${data.target.type}/${data.target.id}`,
    time,
    datacontenttype: "application/json",
    dataschema: `https://schema.ocsf.io/${OCSF_VERSION}/classes/${ocsf.class}`,
    data: {
      activity_id: ocsf.activity,
      activity_name: ocsf.activity === 99 ? event : activityName,
      category_uid: of.categoryUid,
      category_name: of.categoryName,
      class_uid: of.uid,
      class_name: of.name,
      type_uid: of.uid * 100 + ocsf.activity,
      type_name: `${of.name}: ${activityName}`,
      severity_id: severity,
      severity: severities[severity],
      status_id: failed ? 2 : 1,
      status: failed ? "Failure" : "Success",
      time: atMs,
      time_dt: time,
      message: words,
      metadata: {
        version: OCSF_VERSION,
        product: { name: "Keywarden", vendor_name: "Keywarden" },
        profiles: ["datetime"],
        log_name: "audit",
        event_code: event,
        uid: id,
        tenant_uid: data.orgId,
      },
      actor: actorOf(actor),
      ...subjectOf(ocsf.class, actor, data, personal),
      unmapped: facts,
    },
  };
}

/** The process of ours that wrote the entry. */
function producerOf(actor: Actor): string {
  switch (actor.kind) {
    case "person":
      return "console";
    case "command":
      return "command";
    case "system":
      return actor.id.slice("system:".length);
  }
}

function actorOf(actor: Actor): JsonObject {
  switch (actor.kind) {
    case "person":
      return {
        user: { uid: actor.id, type_id: 1, type: "User", org: { uid: actor.orgId } },
        session: { uid: actor.sessionId },
      };
    case "command":
      return { user: { uid: actor.id, type_id: 99, type: "Command" } };
    case "system":
      return { user: { uid: actor.id, type_id: 3, type: "System" } };
  }
}

/** The attributes in which each class names what was acted upon. */
function subjectOf(
  ocsfClass: keyof typeof ocsfClasses,
  actor: Actor,
  { target, reason }: EventData,
  personal: readonly string[],
): JsonObject {
  const name = target.name === undefined || personal.includes("/target/name") ? {} : { name: target.name };
  switch (ocsfClass) {
    case "account_change":
      return { user: { uid: target.type === "person" ? target.id : actor.id } };
    case "authentication":
      return {
        user: { uid: target.type === "person" ? target.id : actor.id },
        service: { name: "Keywarden console" },
        ...(target.type === "session" ? { session: { uid: target.id } } : {}),
      };
    case "entity_management":
      return {
        entity: { uid: target.id, type: target.type, ...name },
        ...(reason === undefined ? {} : { comment: reason }),
      };
    case "application_lifecycle":
      return { app: { uid: target.id, vendor_name: "Keywarden", name: target.name ?? target.type } };
  }
}

/** What the domain said, as it goes into `unmapped`: OCSF has no place for before and after. */
function factsOf(data: EventData): Json {
  const { target, reason, before, after, details } = data;
  const facts: Json = { target: { ...target } };
  if (reason !== undefined) facts.reason = reason;
  if (before !== undefined) facts.before = before;
  if (after !== undefined) facts.after = after;
  if (details !== undefined) facts.details = details;
  return facts;
}

/** A copy without the values at the pointers; each that was there is handed to `take`. */
function takeOut(
  facts: Json,
  pointers: readonly string[],
  take: (pointer: string, value: string) => void,
): Json {
  let left = facts;
  for (const pointer of [...pointers].sort()) {
    const [, first = "", second = ""] = pointer.split("/");
    const holder = left[first] as JsonObject | undefined;
    const value = holder?.[second];
    if (holder === undefined || value === undefined || value === null) continue;
    if (typeof value !== "string") throw new TypeError(`personal field ${pointer} is no text`);
    take(pointer, value);
    left = {
      ...left,
      [first]: Object.fromEntries(Object.entries(holder).filter(([name]) => name !== second)),
    };
  }
  return left;
}
