import { and, eq, gte, inArray, like, lt, lte, or, type SQL, sql } from "drizzle-orm";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { auditEvents, auditPersonal } from "#lib/db/schema/audit.ts";
import { persons } from "#lib/db/schema/identity.ts";
import { apiKeys } from "#lib/db/schema/keys.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { UUID } from "#lib/kernel/ids.ts";
import type { AuditFilter } from "./contract.ts";

const DAY_MS = 86_400_000;
const EVENT_NUMBER = /^#?(\d{1,3}(?:,\d{3})+|\d{1,15})$/;
/** Things whose name begins with the search; more are not looked for. */
const NAMED_MAX = 200;

/** The instants that a filter's `from` and `to` stand for; a date alone is the whole of that day in UTC. */
export function timeBounds(filter: AuditFilter): { from: Date | null; before: Date | null } {
  const { from, to } = filter;
  return {
    from: from === undefined ? null : new Date(from),
    // One millisecond is the finest step that an event's time has.
    before: to === undefined ? null : new Date(Date.parse(to) + (to.length === 10 ? DAY_MS : 1)),
  };
}

/** What an actor may see of the log, before any filter: a client's people see what is about their organization. */
export function visibleTo(actor: Actor): SQL | undefined {
  return actor.kind === "person" && actor.orgKind === "client"
    ? eq(auditEvents.orgId, actor.orgId)
    : undefined;
}

/** The WHERE of a filter for an actor. */
export function whereEvents(tx: Tx, actor: Actor, filter: AuditFilter): SQL | undefined {
  const { from, before } = timeBounds(filter);
  return and(
    visibleTo(actor),
    filter.actor && inArray(auditEvents.actorId, filter.actor),
    filter.action && inArray(auditEvents.action, filter.action),
    filter.target && inArray(auditEvents.targetId, filter.target),
    filter.org && inArray(auditEvents.orgId, filter.org),
    filter.outcome && eq(auditEvents.outcome, filter.outcome),
    from === null ? undefined : gte(auditEvents.occurredAt, from),
    before === null ? undefined : lt(auditEvents.occurredAt, before),
    filter.text === undefined ? undefined : mentions(tx, filter.text),
  );
}

function mentions(tx: Tx, text: string): SQL | undefined {
  const number = EVENT_NUMBER.exec(text)?.[1];
  if (number !== undefined) return eq(auditEvents.index, Number(number.replaceAll(",", "")));
  const id = text.toLowerCase();
  if (UUID.test(id))
    return or(eq(auditEvents.eventId, id), eq(auditEvents.targetId, id), eq(auditEvents.actorId, id));
  const prefix = `${id.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const named = tx
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(like(sql`lower(${apiKeys.name})`, prefix))
    .limit(NAMED_MAX);
  const orgs = tx
    .select({ id: sql<string>`${organizations.id}::text` })
    .from(organizations)
    .where(like(sql`lower(${organizations.name})`, prefix))
    .limit(NAMED_MAX);
  const people = tx
    .select({ id: sql<string>`${persons.id}::text` })
    .from(persons)
    .where(or(like(sql`lower(${persons.name})`, `%${prefix}`), like(sql`lower(${persons.email})`, prefix)))
    .limit(NAMED_MAX);
  // Addresses, and names of those who are gone: as they were written, whole.
  const disclosed = tx
    .select({ id: auditPersonal.eventId })
    .from(auditPersonal)
    .where(inArray(auditPersonal.value, [text, id]));
  return or(
    inArray(auditEvents.targetId, [text, `k_${text.slice(2).toUpperCase()}`]),
    eq(auditEvents.actorId, text),
    eq(auditEvents.action, id),
    inArray(auditEvents.targetId, named),
    inArray(auditEvents.targetId, orgs),
    inArray(auditEvents.targetId, people),
    inArray(auditEvents.actorId, people),
    inArray(auditEvents.eventId, disclosed),
  );
}

/** Events from the time on, up to and with `to`; for a histogram's range. */
export function between(from: Date, to: Date): SQL | undefined {
  return and(gte(auditEvents.occurredAt, from), lte(auditEvents.occurredAt, to));
}
