import { sql } from "drizzle-orm";
import { check, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** The venue (exactly one) and its client institutions. */
export const organizations = pgTable(
  "organizations",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    kind: text("kind").$type<"venue" | "client">().notNull(),
    /** The widest scopes any of its keys may hold. */
    ceiling: text("ceiling").array().notNull(),
    /** A tier's name in the configuration; null: the built-in `default`. */
    tier: text("tier"),
    frozenAt: instant("frozen_at"),
    createdAt: instant("created_at").notNull(),
    createdBy: text("created_by").notNull(),
  },
  (t) => [
    uniqueIndex("organizations_name").on(sql`lower(${t.name})`),
    uniqueIndex("organizations_one_venue").on(t.kind).where(sql`${t.kind} = 'venue'`),
    check("organizations_kind", sql`${t.kind} in ('venue', 'client')`),
  ],
);
