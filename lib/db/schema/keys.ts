import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { bytea, instant } from "./columns.ts";
import { organizations } from "./orgs.ts";

export const apiKeys = pgTable(
  "api_keys",
  {
    /** `k_` + 16 Crockford base-32 characters. */
    id: text("id").primaryKey(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id),
    name: text("name").notNull(),
    env: text("env").$type<"live" | "test">().notNull(),
    kind: text("kind").$type<"bearer" | "hmac" | "ed25519">().notNull(),
    profile: text("profile").$type<"bearer" | "rfc9421">().notNull(),
    scopes: text("scopes").array().notNull(),
    /** Canonical CIDRs; null: any address. */
    ips: text("ips").array(),
    constraints: jsonb("constraints").$type<Record<string, never>>().notNull(),
    /** `expired` is not stored: it follows from `expiresAt`. */
    status: text("status").$type<"active" | "suspended" | "revoked">().notNull(),
    reason: text("reason").notNull(),
    createdAt: instant("created_at").notNull(),
    createdBy: text("created_by").notNull(),
    expiresAt: instant("expires_at").notNull(),
    statusAt: instant("status_at").notNull(),
    statusReason: text("status_reason"),
  },
  (t) => [
    uniqueIndex("api_keys_name").on(t.orgId, sql`lower(${t.name})`).where(sql`${t.status} <> 'revoked'`),
    index("api_keys_org").on(t.orgId, t.id),
    index("api_keys_created").on(t.createdAt, t.id),
    index("api_keys_expiry").on(t.expiresAt, t.id),
    index("api_keys_name_order").on(sql`lower(${t.name})`, t.id),
    check("api_keys_status", sql`${t.status} in ('active', 'suspended', 'revoked')`),
    check("api_keys_env", sql`${t.env} in ('live', 'test')`),
  ],
);

/** The credential generations of a key; two are live during a rotation's overlap. */
export const keyVersions = pgTable(
  "key_versions",
  {
    id: uuid("id").primaryKey(),
    keyId: text("key_id")
      .notNull()
      .references(() => apiKeys.id),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id),
    /** 1, 2, 3 … within the key. */
    number: integer("number").notNull(),
    /** Pinned: nothing in a request selects another. */
    algorithm: text("algorithm").$type<"sha256-token" | "hmac-sha256" | "ed25519">().notNull(),
    /** Raw 32 bytes (Ed25519). */
    publicKey: bytea("public_key"),
    /** SHA-256 of the whole bearer token. */
    tokenHash: bytea("token_hash"),
    /** The HMAC secret under the organization's data key. */
    sealedSecret: bytea("sealed_secret"),
    /** What a person compares: never the secret. */
    fingerprint: text("fingerprint").notNull(),
    createdAt: instant("created_at").notNull(),
    createdBy: text("created_by").notNull(),
    /** Null: current. Set when a newer version began: this one ends then. */
    validUntil: instant("valid_until"),
  },
  (t) => [
    uniqueIndex("key_versions_number").on(t.keyId, t.number),
    uniqueIndex("key_versions_current").on(t.keyId).where(sql`${t.validUntil} is null`),
    check("key_versions_material", sql`num_nonnulls(${t.publicKey}, ${t.tokenHash}, ${t.sealedSecret}) = 1`),
  ],
);
