import { and, eq, gt, isNull, ne } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { PersonActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { authenticators, sessions } from "#lib/db/schema/identity.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import type { FactorError, RemovedAuthenticator } from "./contract.ts";
import { passkeysOf } from "./passkeys.ts";

/** Removes one of the person's passkeys, never the last; sign-ins made with it end, except for the one that acts. */
export async function removeAuthenticator(
  tx: Tx,
  actor: PersonActor,
  input: { readonly authenticatorId: string },
): Promise<Result<RemovedAuthenticator, Extract<FactorError, "passkey_unknown" | "last_passkey">>> {
  const held = await passkeysOf(tx, actor.id, true);
  const chosen = held.find((passkey) => passkey.id === input.authenticatorId);
  if (!chosen) return err("passkey_unknown");
  if (held.length === 1) return err("last_passkey");
  await tx
    .update(authenticators)
    .set({ removedAt: tx.now })
    .where(and(eq(authenticators.id, chosen.id), eq(authenticators.personId, actor.id)));
  const ended = await tx
    .update(sessions)
    .set({ revokedAt: tx.now, revokedBy: actor.id })
    .where(
      and(
        eq(sessions.personId, actor.id),
        eq(sessions.authenticatorId, chosen.id),
        ne(sessions.id, actor.sessionId),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, tx.now),
      ),
    )
    .returning({ id: sessions.id });
  await appendAudit(tx, actor, "authenticator.removed", {
    orgId: actor.orgId,
    target: { type: "authenticator", id: chosen.id, name: chosen.name },
    details: { endedSessions: ended.map((session) => session.id) },
  });
  return ok({ endedSessions: ended.length, removedAt: rfc3339(tx.now) });
}
