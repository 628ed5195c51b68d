import fc from "fast-check";
import { expect, it } from "vitest";
import type { Actor, PersonActor } from "#lib/authz/actor.ts";
import { canonicalJson, type JsonValue } from "#lib/crypto/canonical-json.ts";
import { UUID } from "#lib/kernel/ids.ts";
import { auditCatalogue, type EventName, eventNames, ocsfClasses, specOf } from "./catalogue.ts";
import { commitmentTo, ENTRY_BYTES_MAX, makeEntry } from "./entry.ts";
import type { EventData } from "./event-data.ts";
import { readEntry } from "./read-entry.ts";

const ORG = "0198a000-0000-7000-8000-000000000001";
const person: PersonActor = {
  kind: "person",
  id: "0198a000-0000-7000-8000-000000000002",
  name: "Mara Lindqvist",
  email: "mara@aster.example",
  orgId: ORG,
  orgKind: "venue",
  role: "owner",
  sessionId: "0198a000-0000-7000-8000-000000000003",
  factor: "passkey",
  steppedUpAtMs: 1_790_000_000_000,
  ip: "203.0.113.9",
  userAgent: "Mozilla/5.0 (X11; Linux x86_64)",
};
const anyActor: fc.Arbitrary<Actor> = fc.oneof(
  fc
    .record({ name: fc.string({ minLength: 1, unit: "grapheme" }), ip: fc.ipV4() })
    .map((given): Actor => ({ ...person, ...given })),
  fc.constantFrom<Actor>({ kind: "command", id: "cli:root" }, { kind: "system", id: "system:gate" }),
);
const AT_MS = Date.parse("2026-11-23T15:42:10.482Z");

const key = (more: Partial<EventData<"key.issued">> = {}) => ({
  orgId: ORG,
  target: { type: "key" as const, id: "k_7Q2MXH4T9ABCDEFG", name: "mm-prod-eu-2" },
  ...more,
});
const entryOf = (actor: Actor, event: EventName, data: EventData, atMs = AT_MS, ordinal = 0) =>
  makeEntry({ actor, event, data, atMs, ordinal });
const parse = (bytes: Buffer) => JSON.parse(bytes.toString("utf8"));

// Names that the guard is about, or that would meet the prototype, are left to the guard's own tests.
const plainName = fc.stringMatching(/^f[0-9a-f]{0,8}$/);
const anyFacts = fc.dictionary(
  plainName,
  fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<JsonValue>,
  {
    maxKeys: 6,
  },
);

// Guarantee: what is stored is what is hashed, in the one form that RFC 8785 gives it.
it("writes every entry as the canonical JSON of what it says", () => {
  fc.assert(
    fc.property(
      anyActor,
      anyFacts,
      anyFacts,
      fc.integer({ min: 0, max: 4_102_444_800_000 }),
      (actor, before, after, atMs) => {
        const { bytes } = entryOf(actor, "key.rotated", key({ before, after }), atMs);
        expect(canonicalJson(parse(bytes))).toBe(bytes.toString("utf8"));
        const read = readEntry(bytes.toString("utf8"));
        expect(JSON.stringify(read.before)).toBe(JSON.stringify(JSON.parse(canonicalJson(before))));
        expect(JSON.stringify(read.after)).toBe(JSON.stringify(JSON.parse(canonicalJson(after))));
        expect(Date.parse(read.at)).toBe(atMs);
        expect(read.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      },
    ),
  );
});

// Guarantee: an entry says nothing about a person that could not be taken back, and what it commits to can be checked.
it("commits to personal values without holding them, and each commitment verifies", () => {
  const name = fc.string({ minLength: 4, maxLength: 60, unit: "grapheme" });
  fc.assert(
    fc.property(name, fc.ipV6(), fc.emailAddress(), (full, ip, email) => {
      const actor = { ...person, name: `≡${full}`, email, ip };
      const { bytes, personal } = entryOf(actor, "enrolment.created", {
        orgId: ORG,
        target: { type: "enrolment", id: "e1" },
        after: { email: `to.${email}`, expiresAt: "2026-11-23T15:57:10.482Z" },
      });
      const text = bytes.toString("utf8");
      const { commitments } = readEntry(text);
      expect(personal.map((field) => field.path).toSorted()).toEqual(Object.keys(commitments).toSorted());
      expect(personal).toHaveLength(5);
      for (const field of personal) {
        expect(text).not.toContain(JSON.stringify(field.value).slice(1, -1));
        expect(field.salt).toHaveLength(32);
        expect(commitmentTo(field)).toBe(commitments[field.path]);
        expect(commitmentTo({ ...field, value: `${field.value}x` })).not.toBe(commitments[field.path]);
        expect(commitmentTo({ ...field, salt: Buffer.alloc(32) })).not.toBe(commitments[field.path]);
      }
      const disclosed = readEntry(text, new Map(personal.map((field) => [field.path, field.value])));
      expect(disclosed.after).toEqual({ email: `to.${email}`, expiresAt: "2026-11-23T15:57:10.482Z" });
    }),
  );
});

// Guarantee: HMAC-SHA-256(salt, pointer ‖ value), worked out by an implementation that isn't ours.
it("makes the commitment that the documentation states", async () => {
  const { bytes, personal } = entryOf(person, "key.issued", key());
  const ip = personal.find((field) => field.path === "/data/src_endpoint/ip");
  if (!ip) throw new Error("no address");
  const imported = await crypto.subtle.importKey(
    "raw",
    new Uint8Array(ip.salt),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign(
    "HMAC",
    imported,
    new TextEncoder().encode("/data/src_endpoint/ip203.0.113.9"),
  );
  expect(parse(bytes).data.unmapped.commitments["/data/src_endpoint/ip"]).toBe(
    `hmac-sha256:${Buffer.from(mac).toString("base64url")}`,
  );
});

// Guarantee: two entries of the same fact share neither id nor salt, so a commitment can't be looked up by guessing.
it("salts every value anew", () => {
  const a = entryOf(person, "key.issued", key());
  const b = entryOf(person, "key.issued", key());
  expect(a.id).not.toBe(b.id);
  expect(a.personal[0]?.salt).not.toEqual(b.personal[0]?.salt);
});

// Guarantee: the events of one millisecond keep their order.
it("gives later events of a millisecond later ids", () => {
  const ids = Array.from({ length: 300 }, (_, i) => entryOf(person, "key.issued", key(), AT_MS, i).id);
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(UUID);
});

// Guarantee: every event of the catalogue is a CloudEvents 1.0 envelope with an OCSF body of a class that exists.
it.each(eventNames)("wraps %s as CloudEvents and OCSF say", (event) => {
  const { target } = specOf(event);
  const { bytes, id } = entryOf(person, event, {
    orgId: ORG,
    target: { type: target[0] as EventData["target"]["type"], id: "t1", name: "thing" },
    outcome: "failure",
    reason: "because",
  });
  const envelope = parse(bytes);
  expect(envelope).toMatchObject({
    specversion: "1.0",
    id,
    source: "/keywarden/console",
    type: `keywarden.${event}`,
    time: "2026-11-23T15:42:10.482Z",
    datacontenttype: "application/json",
  });
  const { data } = envelope;
  const of = Object.values(ocsfClasses).find(({ uid }) => uid === data.class_uid);
  expect(Math.floor(data.class_uid / 1000)).toBe(data.category_uid);
  expect(data.type_uid).toBe(data.class_uid * 100 + data.activity_id);
  expect(Object.keys(of?.activities ?? {})).toContain(String(data.activity_id));
  expect(data).toMatchObject({
    status_id: 2,
    time: AT_MS,
    metadata: { version: "1.5.0", uid: id, event_code: event, tenant_uid: ORG },
    actor: { user: { uid: person.id }, session: { uid: person.sessionId } },
  });
  const required = { 3001: ["user"], 3002: ["user", "service"], 3004: ["entity"], 6002: ["app"] }[
    data.class_uid as 3001 | 3002 | 3004 | 6002
  ];
  for (const attribute of required) expect(data).toHaveProperty(attribute);
});

// Guarantee: the catalogue is read from top to bottom, and marks as personal only what can be taken out.
it("keeps the catalogue in order and its pointers of the form that entries take", () => {
  expect(eventNames).toEqual(eventNames.toSorted());
  for (const { personal } of Object.values(auditCatalogue)) {
    for (const pointer of personal) expect(pointer).toMatch(/^\/(target|before|after|details)\/\w+$/);
  }
});

// Guarantee: an entry too long to be a leaf of the log is refused, in words that say what to do.
it("refuses an entry above 65,535 bytes and takes one just below", () => {
  const of = (length: number) =>
    entryOf({ kind: "command", id: "cli:root" }, "key.issued", key({ after: { note: "x".repeat(length) } }));
  const frame = of(0).bytes.length;
  expect(of(ENTRY_BYTES_MAX - frame).bytes).toHaveLength(ENTRY_BYTES_MAX);
  expect(() => of(ENTRY_BYTES_MAX - frame + 1)).toThrow(/65536 bytes, 65535 at most/);
});

// Guarantee: what can't be said in JSON without loss never gets into the log half said.
it("refuses what JSON can't say", () => {
  for (const odd of [undefined, Number.NaN, new Date(), 1n, "\ud800"]) {
    expect(() => entryOf(person, "key.issued", key({ after: { odd } as never }))).toThrow(TypeError);
  }
});
