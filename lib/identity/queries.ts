import { and, asc, desc, eq, isNull } from "drizzle-orm";
import type { PersonActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { authenticators, sessions } from "#lib/db/schema/identity.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import type { AccountDto, AuthenticatorDto, SessionDto, SessionEnd } from "./contract.ts";
import { liveKeyReadiness } from "./live-key-readiness.ts";
import { liveSession } from "./sessions.ts";

const SESSIONS_MAX = 100;

/** What the account page shows of the person's own passkeys, codes and sign-ins. */
export async function findAccount(tx: Tx, actor: PersonActor): Promise<AccountDto> {
  const { ready, recoveryCodes } = await liveKeyReadiness(tx, actor);
  return {
    name: actor.name,
    email: actor.email,
    ready,
    recoveryCodes,
    passkeys: await listAuthenticators(tx, actor.id),
    sessions: await listSessions(tx, actor),
  };
}

/** What is left of the sign-in that asks. */
export async function findSessionEnd(tx: Tx, actor: PersonActor): Promise<SessionEnd> {
  const [row] = await tx
    .select({
      lastActedAt: sessions.lastActedAt,
      idleSec: sessions.idleSec,
      expiresAt: sessions.expiresAt,
    })
    .from(sessions)
    .where(and(eq(sessions.id, actor.sessionId), liveSession(tx.now)));
  if (!row) return { inSec: 0, because: "idle" };
  const idleMs = row.lastActedAt.getTime() + row.idleSec * 1000 - tx.now.getTime();
  const lifeMs = row.expiresAt.getTime() - tx.now.getTime();
  const because = idleMs < lifeMs ? "idle" : "lifetime";
  return { inSec: Math.max(0, Math.ceil(Math.min(idleMs, lifeMs) / 1000)), because };
}

async function listAuthenticators(tx: Tx, personId: string): Promise<readonly AuthenticatorDto[]> {
  const rows = await tx
    .select()
    .from(authenticators)
    .where(and(eq(authenticators.personId, personId), isNull(authenticators.removedAt)))
    .orderBy(asc(authenticators.createdAt), asc(authenticators.id));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAt: rfc3339(row.createdAt),
    lastUsedAt: row.lastUsedAt && rfc3339(row.lastUsedAt),
    synced: row.deviceType === "multiDevice",
    backedUp: row.backedUp,
  }));
}

/** The person's live sign-ins, last used first. */
async function listSessions(tx: Tx, actor: PersonActor): Promise<readonly SessionDto[]> {
  const rows = await tx
    .select({ session: sessions, passkeyName: authenticators.name })
    .from(sessions)
    .leftJoin(authenticators, eq(authenticators.id, sessions.authenticatorId))
    .where(and(eq(sessions.personId, actor.id), liveSession(tx.now)))
    .orderBy(desc(sessions.lastActedAt), desc(sessions.id))
    .limit(SESSIONS_MAX);
  return rows.map(({ session, passkeyName }) => ({
    id: session.id,
    current: session.id === actor.sessionId,
    factor: session.factor,
    passkeyName,
    ip: session.ip,
    userAgent: session.userAgent,
    createdAt: rfc3339(session.createdAt),
    lastActedAt: rfc3339(session.lastActedAt),
    expiresAt: rfc3339(session.expiresAt),
  }));
}
