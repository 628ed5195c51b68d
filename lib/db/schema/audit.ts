import { sql } from "drizzle-orm";
import { bigint, check, index, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { bytea, instant } from "./columns.ts";

/** What filters look at; derived from `entry`, which alone is evidence. */
const indexed = {
  eventId: uuid("event_id").notNull(),
  occurredAt: instant("occurred_at").notNull(),
  /** The organization the event is about; it may read it. */
  orgId: uuid("org_id").notNull(),
  action: text("action").notNull(),
  actorKind: text("actor_kind").$type<"person" | "command" | "system">().notNull(),
  actorId: text("actor_id").notNull(),
  targetType: text("target_type").notNull(),
  targetId: text("target_id").notNull(),
  outcome: text("outcome").$type<"success" | "failure">().notNull(),
  /** Canonical JSON (RFC 8785), exactly the bytes that will be hashed; at most 65,535. */
  entry: bytea("entry").notNull(),
};

/** Events in their final form, written in the transaction of the change they record. */
export const auditOutbox = pgTable("audit_outbox", indexed, (t) => [
  primaryKey({ columns: [t.eventId] }),
  index("audit_outbox_order").on(t.occurredAt, t.eventId),
  check("audit_outbox_entry_size", sql`octet_length(${t.entry}) <= 65535`),
]);

/** The log: index 0, 1, 2 … without a gap. No role may update, delete or truncate it. */
export const auditEvents = pgTable(
  "audit_events",
  { index: bigint("index", { mode: "number" }).primaryKey(), ...indexed },
  (t) => [
    index("audit_events_event").on(t.eventId),
    index("audit_events_time").on(t.occurredAt, t.index),
    index("audit_events_org").on(t.orgId, t.index),
    index("audit_events_action").on(t.action, t.index),
    index("audit_events_actor").on(t.actorId, t.index),
    index("audit_events_target").on(t.targetId, t.index),
    index("audit_events_failures").on(t.index).where(sql`${t.outcome} = 'failure'`),
  ],
);

/** The next index, under whose lock the sequencer appends. */
export const auditHead = pgTable(
  "audit_head",
  { id: smallint("id").primaryKey(), size: bigint("size", { mode: "number" }).notNull() },
  (t) => [check("audit_head_one_row", sql`${t.id} = 1`)],
);

/** Personal values an entry only commits to: HMAC-SHA-256(salt, path ‖ value). Redactable. */
export const auditPersonal = pgTable(
  "audit_personal",
  {
    eventId: uuid("event_id").notNull(),
    orgId: uuid("org_id").notNull(),
    /** JSON Pointer into the entry. */
    path: text("path").notNull(),
    value: text("value").notNull(),
    salt: bytea("salt").notNull(),
  },
  (t) => [primaryKey({ columns: [t.eventId, t.path] }), index("audit_personal_value").on(t.value)],
);
