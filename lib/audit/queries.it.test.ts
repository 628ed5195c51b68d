import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor } from "#lib/authz/actor.ts";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { appendAudit } from "./append.ts";
import type { EventName } from "./catalogue.ts";
import { AUDIT_PAGE_SIZE, type AuditFilter } from "./contract.ts";
import type { EventData } from "./event-data.ts";
import { auditHistogram } from "./histogram.ts";
import {
  countAuditEvents,
  countNewerEvents,
  findAuditEvent,
  indexOfEvent,
  listAuditActors,
  listAuditEvents,
} from "./queries.ts";
import { auditState } from "./state.ts";
import { addOrganization, command, gate, personOf, sequenceAll } from "./testing.ts";

let db: TestDatabase;
let venue: string;
let halcyon: string;
let mara: ReturnType<typeof personOf>;
let client: ReturnType<typeof personOf>;
const DAY_MS = 86_400_000;
const BASE = Date.parse("2026-11-01T12:00:00.000Z");
const DAYS = 20;

beforeAll(async () => {
  db = await testDatabase();
  venue = await addOrganization(db, "Aster Exchange", "venue");
  halcyon = await addOrganization(db, "Halcyon Capital");
  mara = personOf(venue);
  client = personOf(halcyon, {
    orgKind: "client",
    name: "Ines",
    email: "ines@halcyon.example",
    ip: "198.51.100.7",
  });
  for (let day = 0; day < DAYS; day++) {
    const at = new Date(BASE + day * DAY_MS);
    await append(
      mara,
      "key.issued",
      { orgId: halcyon, target: { type: "key", id: `k_${day}`, name: `mm-${day}` } },
      at,
    );
    await append(
      mara,
      "organization.renamed",
      { orgId: venue, target: { type: "organization", id: venue, name: "Aster" } },
      at,
    );
    await append(
      client,
      "access.denied",
      { orgId: halcyon, target: { type: "permission", id: "key.revoke" }, outcome: "failure" },
      at,
    );
    await append(
      gate,
      "gate.started",
      { orgId: venue, target: { type: "gate", id: `g${day}`, name: "gate" } },
      at,
    );
  }
  await sequenceAll();
});
afterAll(() => db.end());

const append = <E extends EventName>(actor: Actor, event: E, data: EventData<E>, at: Date) =>
  withTx(actor, (tx) => appendAudit(tx, actor, event, data), at);
const list = (filter: AuditFilter, cursor: { before?: number; after?: number } = {}, actor: Actor = mara) =>
  withTx(actor, (tx) => listAuditEvents(tx, actor, { filter, ...cursor }));

// Guarantee: every event is on exactly one page, newest first, whichever way one walks.
it("pages through the whole log by its numbers", async () => {
  const first = await list({});
  expect(first.rows).toHaveLength(AUDIT_PAGE_SIZE);
  expect(first).toMatchObject({ total: { count: 80, exact: true }, newer: null, newest: 79 });
  const second = await list({}, { before: first.older ?? -1 });
  expect(second.rows.map((row) => row.index)).toEqual(Array.from({ length: 30 }, (_, i) => 29 - i));
  expect(second.older).toBeNull();
  const back = await list({}, { after: second.newer ?? -1 });
  expect(back.rows).toEqual(first.rows);
  expect(back.newer).toBeNull();
  expect(back.older).toBe(first.older);
});

// Guarantee: each filter alone and all together find exactly what they name.
it.each<[string, () => AuditFilter, number]>([
  ["an actor", () => ({ actor: [mara.id] }), 40],
  ["two actors", () => ({ actor: [client.id, "system:gate"] }), 40],
  ["an action", () => ({ action: ["gate.started"] }), 20],
  ["a target", () => ({ target: ["k_3"] }), 1],
  ["an organization", () => ({ org: [halcyon] }), 40],
  ["failures", () => ({ outcome: "failure" }), 20],
  ["a day", () => ({ from: "2026-11-03", to: "2026-11-03" }), 4],
  [
    "an instant, both ends included",
    () => ({ from: "2026-11-03T12:00:00.000Z", to: "2026-11-03T12:00:00.000Z" }),
    4,
  ],
  [
    "all at once",
    () => ({
      actor: [mara.id],
      action: ["key.issued"],
      org: [halcyon],
      outcome: "success",
      from: "2026-11-02",
      to: "2026-11-04",
    }),
    3,
  ],
  ["nothing", () => ({ actor: [mara.id], outcome: "failure" }), 0],
  ["an event's number", () => ({ text: "#17" }), 1],
  ["a target's id", () => ({ text: "k_5" }), 1],
  ["an organization by its name", () => ({ text: "aster" }), 20],
  ["an actor's address", () => ({ text: "198.51.100.7" }), 20],
  ["an actor's e-mail as it was", () => ({ text: "INES@halcyon.example" }), 20],
  ["an action's name", () => ({ text: "key.issued" }), 20],
  ["what looks like a pattern", () => ({ text: "%" }), 0],
])("filters by %s", async (_, filter, count) => {
  const page = await list(filter());
  expect(page.total).toEqual({ count, exact: true });
  expect(page.rows).toHaveLength(Math.min(count, AUDIT_PAGE_SIZE));
});

// Guarantee: a client's people find nothing of another organization, by filter, by number or by id.
it("shows a client's people their own organization only", async () => {
  const page = await list({}, {}, client);
  expect(page.total.count).toBe(40);
  expect(new Set(page.rows.map((row) => row.org.id))).toEqual(new Set([halcyon]));
  expect((await list({ org: [venue] }, {}, client)).rows).toEqual([]);
  const foreign = (await list({ org: [venue] })).rows[0];
  if (!foreign) throw new Error("no event of the venue");
  for (const event of [foreign.index, foreign.eventId])
    expect(await withTx(client, (tx) => findAuditEvent(tx, client, { event, filter: {} }))).toMatchObject({
      ok: false,
      code: "event_not_found",
    });
  expect(await withTx(client, (tx) => indexOfEvent(tx, client, foreign.eventId))).toBeNull();
  expect((await withTx(client, (tx) => listAuditActors(tx, client))).map((actor) => actor.id)).toEqual(
    [mara.id, client.id].toSorted(),
  );
});

// Guarantee: one event is shown whole, and each personal value is checked against what the entry commits to.
it("finds an event by number and by id, with its values verified and its neighbours in the list", async () => {
  const filter: AuditFilter = { action: ["key.issued"] };
  const row = (await list(filter)).rows[3];
  if (!row) throw new Error("no fourth event");
  const found = await withTx(mara, (tx) => findAuditEvent(tx, mara, { event: row.eventId, filter }));
  if (!found.ok) throw new Error(found.code);
  expect(found.value).toMatchObject({
    ...row,
    sentence: "issued mm-16",
    actor: { kind: "person", name: "Mara Lindqvist", email: "mara@aster.example" },
    org: { name: "Halcyon Capital" },
    ip: "203.0.113.9",
    userAgent: "Mozilla/5.0",
    sessionId: mara.sessionId,
    factor: "passkey",
    newer: row.index + 4,
    older: row.index - 4,
  });
  expect(found.value.personal.map((field) => field.verified)).toEqual([true, true, true, true]);
  expect(JSON.parse(found.value.entry).id).toBe(row.eventId);
  const byNumber = await withTx(mara, (tx) => findAuditEvent(tx, mara, { event: row.index, filter }));
  expect(byNumber).toEqual(found);
});

// Guarantee: a value changed behind our back, and one that was redacted, are shown as what they are.
it("tells a changed value from a redacted one", async () => {
  const at = new Date();
  const id = await append(
    mara,
    "key.revoked",
    { orgId: halcyon, target: { type: "key", id: "k_0", name: "mm-0" } },
    at,
  );
  await sequenceAll();
  await db.query("superuser", "alter table audit_personal disable trigger user");
  await db.query(
    "superuser",
    "update audit_personal set value = '192.0.2.1' where event_id = $1 and value = '203.0.113.9'",
    [id],
  );
  await db.query("superuser", "delete from audit_personal where event_id = $1 and value = 'Mara Lindqvist'", [
    id,
  ]);
  await db.query("superuser", "alter table audit_personal enable trigger user");
  const found = await withTx(mara, (tx) => findAuditEvent(tx, mara, { event: id, filter: {} }));
  if (!found.ok) throw new Error(found.code);
  const state = Object.fromEntries(
    found.value.personal.map((field) => [field.label, [field.value, field.verified]]),
  );
  expect(state).toEqual({
    Address: ["192.0.2.1", false],
    "Actor's name": [null, null],
    "Actor's e-mail": ["mara@aster.example", true],
    Browser: ["Mozilla/5.0", true],
  });
  expect(found.value.actor.name).toBe(mara.id);
  expect(await withTx(mara, (tx) => indexOfEvent(tx, mara, id))).toBe(found.value.index);
});

// Guarantee: the histogram has every bucket of its range, and its bars sum to the events of the filter.
it("counts events by day, or by hour for short ranges", async () => {
  const ask = (filter: AuditFilter) =>
    withTx(mara, (tx) => auditHistogram(tx, mara, { filter }), new Date(BASE + 25 * DAY_MS));
  const days = await ask({ from: "2026-11-01", to: "2026-11-22" });
  expect(days.unit).toBe("day");
  expect(days.bars).toHaveLength(22);
  expect(days.bars.slice(0, 20).every((bar) => bar.success === 3 && bar.failure === 1)).toBe(true);
  expect(days.bars.slice(20)).toEqual([
    { at: "2026-11-21T00:00:00.000Z", success: 0, failure: 0 },
    { at: "2026-11-22T00:00:00.000Z", success: 0, failure: 0 },
  ]);
  const hours = await ask({ from: "2026-11-03", to: "2026-11-03", outcome: "failure" });
  expect(hours.unit).toBe("hour");
  expect(hours.bars).toHaveLength(24);
  expect(hours.bars[12]).toEqual({ at: "2026-11-03T12:00:00.000Z", success: 0, failure: 1 });
  const lifetime = await ask({
    actor: [mara.id, client.id, "system:gate"],
    action: ["key.issued", "organization.renamed", "access.denied", "gate.started"],
  });
  expect(lifetime.bars.length).toBeLessThanOrEqual(31);
  expect(lifetime.bars.reduce((sum, bar) => sum + bar.success + bar.failure, 0)).toBe(80);
});

// Guarantee: "12 new" counts what the page doesn't show yet, and what waits for its number isn't in the log.
it("counts what is newer, and knows what waits", async () => {
  const newest = (await withTx(mara, (tx) => countAuditEvents(tx))) - 1;
  const newer = (filter: AuditFilter, after: number) =>
    withTx(mara, (tx) => countNewerEvents(tx, mara, { filter, after }));
  expect(await newer({}, newest)).toEqual({ count: 0, exact: true });
  expect(await newer({ outcome: "failure" }, 39)).toEqual({ count: 10, exact: true });
  const at = new Date();
  const id = await append(
    command,
    "key.issued",
    { orgId: halcyon, target: { type: "key", id: "k_new" } },
    at,
  );
  const waiting = await withTx(mara, (tx) => auditState(tx));
  expect(waiting).toMatchObject({ events: newest + 1, waitingSince: at.toISOString() });
  expect(await withTx(mara, (tx) => indexOfEvent(tx, mara, id))).toBeNull();
  await sequenceAll();
  expect(await newer({}, newest)).toEqual({ count: 1, exact: true });
  expect(await withTx(mara, (tx) => auditState(tx))).toEqual({
    events: newest + 2,
    newestAt: at.toISOString(),
    waitingSince: null,
  });
});

// Guarantee: everybody who ever acted can be chosen, by the name they last acted under.
it("lists the actors", async () => {
  expect(await withTx(mara, (tx) => listAuditActors(tx, mara))).toEqual(
    [
      { id: mara.id, kind: "person", name: mara.id },
      { id: client.id, kind: "person", name: "Ines" },
      { id: "cli:root", kind: "command", name: "cli:root" },
      { id: "system:gate", kind: "system", name: "Gate" },
    ].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  );
});
