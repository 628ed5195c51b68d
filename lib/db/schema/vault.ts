import { integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { bytea, instant } from "./columns.ts";
import { organizations } from "./orgs.ts";

/** Data keys, each wrapped by the key-encryption key of the process that may open it. */
export const dataKeys = pgTable(
  "data_keys",
  {
    id: uuid("id").primaryKey(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id),
    /** Which key-encryption key wraps it, and so who can open what it seals. */
    purpose: text("purpose").$type<"gate" | "console">().notNull(),
    version: integer("version").notNull(),
    kekId: text("kek_id").notNull(),
    wrapped: bytea("wrapped").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("data_keys_version").on(t.orgId, t.purpose, t.version)],
);
