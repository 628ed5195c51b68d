import { bigint, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Requests counted by minute, key version, route and outcome. Strangers have neither organization nor key. */
export const trafficMinutes = pgTable(
  "traffic_minutes",
  {
    minute: instant("minute").notNull(),
    /** Null for callers who proved nothing. */
    orgId: uuid("org_id"),
    /** Empty for strangers: a primary key holds no nulls. */
    keyId: text("key_id").notNull(),
    versionId: text("version_id").notNull(),
    upstream: text("upstream").notNull(),
    /** The route's own pattern, never a path as sent: bounded. */
    route: text("route").notNull(),
    /** `allowed` or a code of the gate's answers. */
    outcome: text("outcome").notNull(),
    count: bigint("count", { mode: "number" }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.minute, t.keyId, t.versionId, t.upstream, t.route, t.outcome] }),
    index("traffic_minutes_key").on(t.keyId, t.minute),
    index("traffic_minutes_org").on(t.orgId, t.minute),
  ],
);

/** When and from where each version was last used by someone who proved it. */
export const keyUsage = pgTable(
  "key_usage",
  {
    versionId: uuid("version_id").primaryKey(),
    keyId: text("key_id").notNull(),
    orgId: uuid("org_id").notNull(),
    lastUsedAt: instant("last_used_at").notNull(),
    lastIp: text("last_ip").notNull(),
  },
  (t) => [index("key_usage_key").on(t.keyId)],
);

/** Refused requests, with their reason. Queries and bodies are never kept. */
export const deniedRequests = pgTable(
  "denied_requests",
  {
    /** The X-Request-Id of the answer: a UUIDv7. */
    id: uuid("id").primaryKey(),
    at: instant("at").notNull(),
    orgId: uuid("org_id"),
    keyId: text("key_id"),
    versionId: uuid("version_id"),
    method: text("method").notNull(),
    path: text("path").notNull(),
    upstream: text("upstream").notNull(),
    route: text("route").notNull(),
    code: text("code").notNull(),
    status: bigint("status", { mode: "number" }).notNull(),
    ip: text("ip").notNull(),
    /** What the code's sentence needs: `{ageMs}`, `{required}`, `{violatedPolicies}` … */
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull(),
    /** How many more of the same kind (key, code, address) were only counted: a flood is one row. */
    repeats: bigint("repeats", { mode: "number" }).notNull().default(0),
  },
  (t) => [
    index("denied_requests_at").on(t.at, t.id),
    index("denied_requests_key").on(t.keyId, t.at, t.id),
    index("denied_requests_org").on(t.orgId, t.at, t.id),
  ],
);
