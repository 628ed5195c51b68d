import { randomBytes } from "node:crypto";
import { and, eq, gt, isNull, ne, type SQL, sql } from "drizzle-orm";
import type { PersonActor, SessionFactor } from "#lib/authz/actor.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import type { Tx } from "#lib/db/client.ts";
import { members, persons, sessions } from "#lib/db/schema/identity.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { SESSION_IDLE_SEC, SESSION_LIFE_SEC, type SessionEnding, type Source } from "./contract.ts";

const HANDLE = /^[A-Za-z0-9_-]{43}$/;

/**
 * Opens a sign-in.
 *
 * @returns its id, and the handle for the browser: 256 random bits in base64url, of which only the SHA-256 is kept.
 */
export async function openSession(
  tx: Tx,
  input: {
    readonly personId: string;
    readonly orgId: string;
    readonly factor: SessionFactor;
    readonly authenticatorId: string | null;
    readonly source: Source;
    /** Enrolling is itself a proof as strong as a step-up. */
    readonly steppedUp: boolean;
    /** Seconds until it ends whatever happens; default 12 hours. */
    readonly lifeSec?: number;
  },
): Promise<{ readonly id: string; readonly handle: string }> {
  const id = uuidv7(tx.now.getTime());
  const handle = randomBytes(32).toString("base64url");
  await tx.insert(sessions).values({
    id,
    handleHash: sha256(handle),
    personId: input.personId,
    orgId: input.orgId,
    authenticatorId: input.authenticatorId,
    factor: input.factor,
    ip: input.source.ip,
    userAgent: input.source.userAgent,
    createdAt: tx.now,
    lastActedAt: tx.now,
    idleSec: SESSION_IDLE_SEC,
    expiresAt: new Date(tx.now.getTime() + (input.lifeSec ?? SESSION_LIFE_SEC) * 1000),
    steppedUpAt: input.steppedUp ? tx.now : null,
  });
  return { id, handle };
}

/** Not revoked, and within both time limits. */
export function liveSession(now: Date): SQL | undefined {
  return and(
    isNull(sessions.revokedAt),
    gt(sessions.expiresAt, now),
    sql`${sessions.lastActedAt} + make_interval(secs => ${sessions.idleSec}) > ${now}`,
  );
}

const columns = {
  sessionId: sessions.id,
  factor: sessions.factor,
  steppedUpAt: sessions.steppedUpAt,
  personId: persons.id,
  name: persons.name,
  email: persons.email,
  orgId: organizations.id,
  orgKind: organizations.kind,
  role: members.role,
};

async function selectLive(tx: Tx, which: SQL, lock: boolean) {
  const query = tx
    .select(columns)
    .from(sessions)
    .innerJoin(persons, eq(persons.id, sessions.personId))
    .innerJoin(organizations, eq(organizations.id, sessions.orgId))
    .innerJoin(members, and(eq(members.personId, sessions.personId), eq(members.orgId, sessions.orgId)))
    .where(and(which, liveSession(tx.now), isNull(members.suspendedAt)))
    .limit(1);
  const [row] = lock ? await query.for("no key update", { of: sessions }) : await query;
  return row ?? null;
}

type Row = NonNullable<Awaited<ReturnType<typeof selectLive>>>;

function actorOf(row: Row, source: Source): PersonActor {
  return {
    kind: "person",
    id: row.personId,
    name: row.name,
    email: row.email,
    orgId: row.orgId,
    orgKind: row.orgKind,
    role: row.role,
    sessionId: row.sessionId,
    factor: row.factor,
    steppedUpAtMs: row.steppedUpAt?.getTime() ?? null,
    ip: source.ip,
    userAgent: source.userAgent,
  };
}

/** Whose sign-in a browser's handle is; `null` when it is unknown, revoked, idle for too long or too old. */
export async function findSession(tx: Tx, handle: string, source: Source): Promise<PersonActor | null> {
  if (!HANDLE.test(handle)) return null;
  const row = await selectLive(tx, eq(sessions.handleHash, sha256(handle)), false);
  return row && actorOf(row, source);
}

/** Why the sign-in behind a browser's handle is over; `null` while it lives, and for a handle nobody has. */
export async function findSessionEnding(tx: Tx, handle: string): Promise<SessionEnding | null> {
  if (!HANDLE.test(handle)) return null;
  const { revokedAt, expiresAt, lastActedAt, idleSec } = sessions;
  const [row] = await tx
    .select({ revokedAt, expiresAt, lastActedAt, idleSec })
    .from(sessions)
    .where(eq(sessions.handleHash, sha256(handle)));
  if (row === undefined) return null;
  if (row.revokedAt !== null) return "revoked";
  if (row.expiresAt <= tx.now) return "lifetime";
  return row.lastActedAt.getTime() + row.idleSec * 1000 <= tx.now.getTime() ? "idle" : null;
}

/**
 * The sign-in as it is now, held until the transaction ends: whoever revokes it waits, and what was revoked before
 * is `null`.
 */
export async function lockSession(tx: Tx, actor: PersonActor): Promise<PersonActor | null> {
  const row = await selectLive(tx, eq(sessions.id, actor.sessionId), true);
  return row && actorOf(row, actor);
}

/** A person acted: the idle time starts anew. Never earlier than it already says. */
export async function touchSession(tx: Tx, sessionId: string): Promise<void> {
  await tx
    .update(sessions)
    .set({ lastActedAt: sql`greatest(${sessions.lastActedAt}, ${tx.now})` })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt)));
}

/**
 * Ends sign-ins of one person; what has ended already stays as it is.
 *
 * @param which one of them, all, or all but one.
 * @returns the ids of those that ended.
 */
export async function revokeSessions(
  tx: Tx,
  personId: string,
  which: { readonly only: string } | { readonly except: string } | "all",
  by: string,
): Promise<readonly string[]> {
  const chosen =
    which === "all"
      ? undefined
      : "only" in which
        ? eq(sessions.id, which.only)
        : ne(sessions.id, which.except);
  const ended = await tx
    .update(sessions)
    .set({ revokedAt: tx.now, revokedBy: by })
    .where(
      and(
        eq(sessions.personId, personId),
        chosen,
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, tx.now),
      ),
    )
    .returning({ id: sessions.id });
  return ended.map((row) => row.id);
}
