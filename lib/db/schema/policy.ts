import { sql } from "drizzle-orm";
import { bigint, check, index, jsonb, pgTable, smallint, text, uuid } from "drizzle-orm/pg-core";
import { bytea, instant } from "./columns.ts";

/** One row. Every change of policy increments it under its lock, so versions follow commit order. */
export const policyVersion = pgTable(
  "policy_version",
  { id: smallint("id").primaryKey(), version: bigint("version", { mode: "number" }).notNull() },
  (t) => [check("policy_version_one_row", sql`${t.id} = 1`)],
);

/** What each version changed: a gate reads those above the version it holds. */
export const policyChanges = pgTable("policy_changes", {
  version: bigint("version", { mode: "number" }).primaryKey(),
  subject: text("subject").$type<"key" | "organization" | "configuration">().notNull(),
  subjectId: text("subject_id").notNull(),
  changedAt: instant("changed_at").notNull(),
});

/** Every configuration ever applied; the highest number is in force. */
export const configurations = pgTable("configurations", {
  number: bigint("number", { mode: "number" }).primaryKey(),
  document: jsonb("document").$type<unknown>().notNull(),
  /** SHA-256 of the canonical document. */
  digest: bytea("digest").notNull(),
  appliedAt: instant("applied_at").notNull(),
  appliedBy: text("applied_by").notNull(),
});

/** The gates that are or were running, and how far each has come. */
export const gates = pgTable(
  "gates",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    startedAt: instant("started_at").notNull(),
    seenAt: instant("seen_at").notNull(),
    stoppedAt: instant("stopped_at"),
    appliedVersion: bigint("applied_version", { mode: "number" }).notNull(),
    /** The last batch of traffic written: a batch whose answer was lost is not counted twice. */
    flushedBatch: bigint("flushed_batch", { mode: "number" }).notNull(),
  },
  (t) => [index("gates_seen").on(t.seenAt)],
);
