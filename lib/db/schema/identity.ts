import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Role } from "../../authz/actor.ts";
import { bytea, instant } from "./columns.ts";
import { organizations } from "./orgs.ts";

export const persons = pgTable(
  "persons",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    email: text("email").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [uniqueIndex("persons_email").on(sql`lower(${t.email})`)],
);

export const members = pgTable(
  "members",
  {
    id: uuid("id").primaryKey(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id),
    personId: uuid("person_id")
      .notNull()
      .references(() => persons.id),
    role: text("role").$type<Role>().notNull(),
    createdAt: instant("created_at").notNull(),
    suspendedAt: instant("suspended_at"),
  },
  (t) => [uniqueIndex("members_person_org").on(t.orgId, t.personId), index("members_person").on(t.personId)],
);

/** WebAuthn credentials; other kinds of factor get tables of their own. */
export const authenticators = pgTable(
  "authenticators",
  {
    id: uuid("id").primaryKey(),
    personId: uuid("person_id")
      .notNull()
      .references(() => persons.id),
    name: text("name").notNull(),
    credentialId: bytea("credential_id").notNull().unique(),
    /** COSE_Key bytes as registered. */
    publicKey: bytea("public_key").notNull(),
    counter: bigint("counter", { mode: "number" }).notNull(),
    transports: text("transports").array().notNull(),
    aaguid: uuid("aaguid").notNull(),
    deviceType: text("device_type").$type<"singleDevice" | "multiDevice">().notNull(),
    backedUp: boolean("backed_up").notNull(),
    createdAt: instant("created_at").notNull(),
    lastUsedAt: instant("last_used_at"),
    removedAt: instant("removed_at"),
  },
  (t) => [index("authenticators_person").on(t.personId)],
);

/** Ten a person; each 80 random bits or more, so that a plain SHA-256 keeps it. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    id: uuid("id").primaryKey(),
    personId: uuid("person_id")
      .notNull()
      .references(() => persons.id),
    codeHash: bytea("code_hash").notNull().unique(),
    createdAt: instant("created_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [index("recovery_codes_person").on(t.personId)],
);

/** One-time links. The token travels in a URL fragment; only its SHA-256 is here. */
export const enrolments = pgTable("enrolments", {
  id: uuid("id").primaryKey(),
  orgId: uuid("org_id")
    .notNull()
    .references(() => organizations.id),
  role: text("role").$type<Role>().notNull(),
  /** Set when the link is for one address only. */
  email: text("email"),
  tokenHash: bytea("token_hash").notNull().unique(),
  createdBy: text("created_by").notNull(),
  createdAt: instant("created_at").notNull(),
  expiresAt: instant("expires_at").notNull(),
  consumedAt: instant("consumed_at"),
});

/** What a WebAuthn answer must be an answer to: single use, short-lived. */
export const webauthnChallenges = pgTable(
  "webauthn_challenges",
  {
    id: uuid("id").primaryKey(),
    purpose: text("purpose").$type<"enrol" | "add" | "sign_in" | "step_up">().notNull(),
    challenge: bytea("challenge").notNull().unique(),
    personId: uuid("person_id"),
    enrolmentId: uuid("enrolment_id").references(() => enrolments.id),
    sessionId: uuid("session_id"),
    /** SHA-256 of the canonical input the answer confirms; null: any act. */
    inputDigest: bytea("input_digest"),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    consumedAt: instant("consumed_at"),
  },
  (t) => [index("webauthn_challenges_expiry").on(t.expiresAt)],
);

/** The opaque handle of a browser is 256 random bits; only its SHA-256 is here. */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid("id").primaryKey(),
    handleHash: bytea("handle_hash").notNull().unique(),
    personId: uuid("person_id")
      .notNull()
      .references(() => persons.id),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id),
    authenticatorId: uuid("authenticator_id").references(() => authenticators.id),
    /** RFC 8176-like name of what was proved at sign-in. */
    factor: text("factor").$type<"passkey" | "recovery_code">().notNull(),
    ip: text("ip"),
    userAgent: text("user_agent"),
    createdAt: instant("created_at").notNull(),
    /** Touched by a person's acts only, never by polling. */
    lastActedAt: instant("last_acted_at").notNull(),
    idleSec: bigint("idle_sec", { mode: "number" }).notNull(),
    expiresAt: instant("expires_at").notNull(),
    steppedUpAt: instant("stepped_up_at"),
    revokedAt: instant("revoked_at"),
    revokedBy: text("revoked_by"),
  },
  (t) => [
    index("sessions_person").on(t.personId),
    check("sessions_factor", sql`${t.factor} in ('passkey', 'recovery_code')`),
  ],
);
