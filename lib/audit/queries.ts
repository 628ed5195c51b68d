import { and, asc, desc, eq, gt, inArray, lt, type SQL, sql } from "drizzle-orm";
import { type Actor, actorWords } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { auditEvents, auditHead, auditPersonal } from "#lib/db/schema/audit.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import {
  AUDIT_COUNT_MAX,
  AUDIT_PAGE_SIZE,
  type AuditActor,
  type AuditEvent,
  type AuditPage,
  type AuditRow,
  type CountNewerInput,
  type FindAuditError,
  type FindAuditInput,
  type ListAuditInput,
} from "./contract.ts";
import { describeChanges, fieldLabel, fieldValue } from "./describe-change.ts";
import { describeEvent } from "./describe-event.ts";
import { commitmentTo } from "./entry.ts";
import { visibleTo, whereEvents } from "./filter-events.ts";
import { PATHS, personalLabel } from "./personal-path.ts";
import { type ReadEntry, readEntry } from "./read-entry.ts";

const NEWER_COUNT_MAX = 100;
const ACTORS_MAX = 100;

type Stored = typeof auditEvents.$inferSelect & { orgName: string | null };
type Disclosed = ReadonlyMap<string, { readonly value: string; readonly salt: Buffer }>;

/** A page of the log, newest first. Without a cursor the newest one. */
export async function listAuditEvents(tx: Tx, actor: Actor, input: ListAuditInput): Promise<AuditPage> {
  const { filter, before, after } = input;
  const where = whereEvents(tx, actor, filter);
  if (after !== undefined) {
    const found = await select(tx, and(where, gt(auditEvents.index, after)), "newer", AUDIT_PAGE_SIZE + 1);
    // What is left above isn't a whole page: it is part of the newest one.
    if (found.length >= AUDIT_PAGE_SIZE) {
      const shown = found.slice(0, AUDIT_PAGE_SIZE).reverse();
      return page(tx, where, shown, { newer: found.length > AUDIT_PAGE_SIZE, older: true });
    }
  }
  const from = after === undefined ? before : undefined;
  const cursor = from === undefined ? undefined : lt(auditEvents.index, from);
  const found = await select(tx, and(where, cursor), "older", AUDIT_PAGE_SIZE + 1);
  const shown = found.slice(0, AUDIT_PAGE_SIZE);
  return page(tx, where, shown, { newer: from !== undefined, older: found.length > AUDIT_PAGE_SIZE });
}

/** How many events have come since the one a page begins with; at most 100 are counted. */
export async function countNewerEvents(
  tx: Tx,
  actor: Actor,
  input: CountNewerInput,
): Promise<{ readonly count: number; readonly exact: boolean }> {
  const newer = and(whereEvents(tx, actor, input.filter), gt(auditEvents.index, input.after));
  return countUpTo(tx, newer, NEWER_COUNT_MAX);
}

/** One event whole, its personal values in their places, each checked against what the entry commits to. */
export async function findAuditEvent(
  tx: Tx,
  actor: Actor,
  input: FindAuditInput,
): Promise<Result<AuditEvent, FindAuditError>> {
  const one =
    typeof input.event === "number"
      ? eq(auditEvents.index, input.event)
      : eq(auditEvents.eventId, input.event);
  const [stored] = await select(tx, and(visibleTo(actor), one), "older", 1);
  if (stored === undefined) return err("event_not_found");
  const disclosed = (await discloseAll(tx, [stored])).get(stored.eventId) ?? new Map();
  const text = stored.entry.toString("utf8");
  const entry = readEntry(text, valuesOf(disclosed));
  const list = whereEvents(tx, actor, input.filter);
  const [newer] = await select(tx, and(list, gt(auditEvents.index, stored.index)), "newer", 1);
  const [older] = await select(tx, and(list, lt(auditEvents.index, stored.index)), "older", 1);
  return ok({
    ...rowOf(stored, entry, disclosed),
    severity: entry.severity,
    ocsfClass: entry.ocsfClass,
    reason: entry.reason,
    sessionId: entry.actor.sessionId,
    role: entry.actor.role,
    factor: entry.actor.factor,
    steppedUpAt: entry.actor.steppedUpAt,
    userAgent: disclosed.get(PATHS.userAgent)?.value ?? null,
    changes: describeChanges(entry.before, entry.after),
    details: Object.entries(entry.details ?? {}).map(([name, value]) => ({
      label: fieldLabel(name),
      value: fieldValue(name, value),
    })),
    personal: Object.entries(entry.commitments).map(([path, commitment]) => {
      const field = disclosed.get(path);
      return {
        path,
        label: personalLabel(path),
        value: field?.value ?? null,
        verified: field === undefined ? null : commitmentTo({ path, ...field }) === commitment,
      };
    }),
    entry: text,
    newer: newer?.index ?? null,
    older: older?.index ?? null,
  });
}

/** The number an event has in the log; null while it waits for one, which takes a tenth of a second or so. */
export async function indexOfEvent(tx: Tx, actor: Actor, eventId: string): Promise<number | null> {
  const [row] = await tx
    .select({ index: auditEvents.index })
    .from(auditEvents)
    .where(and(visibleTo(actor), eq(auditEvents.eventId, eventId)));
  return row?.index ?? null;
}

/** How many events the log holds. */
export async function countAuditEvents(tx: Tx): Promise<number> {
  const [head] = await tx.select({ size: auditHead.size }).from(auditHead).where(eq(auditHead.id, 1));
  return head?.size ?? 0;
}

/** Everybody who ever acted, up to 100, by id; for a filter's choices. */
export async function listAuditActors(tx: Tx, actor: Actor): Promise<readonly AuditActor[]> {
  const visible = visibleTo(actor) ?? sql`true`;
  // From one actor's first event to the next actor's: as many steps as there are actors, however long the log.
  const { rows } = await tx.execute<{
    actor_id: string;
    actor_kind: AuditActor["kind"];
    event_id: string;
  }>(sql`
    with recursive seen as (
      (select min(actor_id) as id from audit_events where ${visible})
      union all
      select (select min(actor_id) from audit_events where actor_id > seen.id and ${visible}) from seen
      where seen.id is not null
    )
    select last.actor_id, last.actor_kind, last.event_id from seen cross join lateral (
      select actor_id, actor_kind, event_id from audit_events
      where actor_id = seen.id and ${visible} order by index desc limit 1
    ) last where seen.id is not null limit ${ACTORS_MAX}`);
  const names = await discloseAll(
    tx,
    rows.map((row) => ({ eventId: row.event_id })),
  );
  return rows.map((row) => ({
    id: row.actor_id,
    kind: row.actor_kind,
    name: actorName(row.actor_kind, row.actor_id, names.get(row.event_id)?.get(PATHS.actorName)?.value),
  }));
}

function select(
  tx: Tx,
  where: SQL | undefined,
  direction: "newer" | "older",
  limit: number,
): Promise<Stored[]> {
  return tx
    .select({
      index: auditEvents.index,
      eventId: auditEvents.eventId,
      occurredAt: auditEvents.occurredAt,
      orgId: auditEvents.orgId,
      orgName: organizations.name,
      action: auditEvents.action,
      actorKind: auditEvents.actorKind,
      actorId: auditEvents.actorId,
      targetType: auditEvents.targetType,
      targetId: auditEvents.targetId,
      outcome: auditEvents.outcome,
      entry: auditEvents.entry,
    })
    .from(auditEvents)
    .leftJoin(organizations, eq(organizations.id, auditEvents.orgId))
    .where(where)
    .orderBy(direction === "older" ? desc(auditEvents.index) : asc(auditEvents.index))
    .limit(limit);
}

async function page(
  tx: Tx,
  where: SQL | undefined,
  shown: readonly Stored[],
  more: { newer: boolean; older: boolean },
): Promise<AuditPage> {
  const disclosed = await discloseAll(tx, shown);
  const total = await countUpTo(tx, where, AUDIT_COUNT_MAX);
  const newest = (await countAuditEvents(tx)) - 1;
  return {
    rows: shown.map((stored) => {
      const values: Disclosed = disclosed.get(stored.eventId) ?? new Map();
      return rowOf(stored, readEntry(stored.entry.toString("utf8"), valuesOf(values)), values);
    }),
    total,
    newer: more.newer ? (shown[0]?.index ?? null) : null,
    older: more.older ? (shown.at(-1)?.index ?? null) : null,
    newest,
  };
}

async function countUpTo(
  tx: Tx,
  where: SQL | undefined,
  max: number,
): Promise<{ count: number; exact: boolean }> {
  const some = tx
    .select({ index: auditEvents.index })
    .from(auditEvents)
    .where(where)
    .limit(max + 1)
    .as("some");
  const [row] = await tx.select({ n: sql<number>`count(*)::int` }).from(some);
  const n = row?.n ?? 0;
  return { count: Math.min(n, max), exact: n <= max };
}

/** The personal values of some events that were not redacted, by event and path. */
async function discloseAll(
  tx: Tx,
  events: readonly { readonly eventId: string }[],
): Promise<ReadonlyMap<string, Disclosed>> {
  const all = new Map<string, Map<string, { value: string; salt: Buffer }>>();
  if (events.length === 0) return all;
  const ids = events.map(({ eventId }) => eventId);
  const rows = await tx.select().from(auditPersonal).where(inArray(auditPersonal.eventId, ids));
  for (const { eventId, path, value, salt } of rows) {
    const fields = all.get(eventId) ?? new Map<string, { value: string; salt: Buffer }>();
    all.set(eventId, fields.set(path, { value, salt }));
  }
  return all;
}

function valuesOf(disclosed: Disclosed): ReadonlyMap<string, string> {
  return new Map([...disclosed].map(([path, { value }]) => [path, value]));
}

function rowOf(stored: Stored, entry: ReadEntry, disclosed: Disclosed): AuditRow {
  const value = (path: string) => disclosed.get(path)?.value ?? null;
  return {
    index: stored.index,
    eventId: stored.eventId,
    at: entry.at,
    org: { id: stored.orgId, name: stored.orgName ?? stored.orgId },
    action: stored.action,
    actor: {
      kind: stored.actorKind,
      id: stored.actorId,
      name: actorName(stored.actorKind, stored.actorId, value(PATHS.actorName)),
      email: value(PATHS.actorEmail),
    },
    target: entry.target,
    outcome: entry.outcome,
    ip: value(PATHS.ip),
    sentence: describeEvent(entry),
  };
}

function actorName(kind: AuditActor["kind"], id: string, name: string | null | undefined): string {
  if (kind === "person") return name ?? id;
  return actorWords(id);
}
