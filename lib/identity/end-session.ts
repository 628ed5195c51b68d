import { appendAudit } from "#lib/audit/append.ts";
import type { PersonActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { revokeSessions } from "./sessions.ts";

/** Ends one of the person's own sign-ins; refused from its next request on. */
export async function endSession(
  tx: Tx,
  actor: PersonActor,
  input: { readonly sessionId: string; readonly reason?: string | undefined },
): Promise<Result<{ readonly endedAt: string }, "session_unknown">> {
  const ended = await revokeSessions(tx, actor.id, { only: input.sessionId }, actor.id);
  if (ended.length === 0) return err("session_unknown");
  await appendAudit(tx, actor, "session.ended", {
    orgId: actor.orgId,
    target: { type: "session", id: input.sessionId },
    details: { by: input.sessionId === actor.sessionId ? "itself" : "another_sign_in" },
    ...(input.reason ? { reason: input.reason } : {}),
  });
  return ok({ endedAt: rfc3339(tx.now) });
}

/** Ends every sign-in of the person, this one included. */
export async function endAllSessions(
  tx: Tx,
  actor: PersonActor,
  input: { readonly reason?: string | undefined } = {},
): Promise<Result<{ readonly ended: number }, never>> {
  const ended = await revokeSessions(tx, actor.id, "all", actor.id);
  await appendAudit(tx, actor, "session.ended_all", {
    orgId: actor.orgId,
    target: { type: "person", id: actor.id, name: actor.name },
    details: { sessions: [...ended] },
    ...(input.reason ? { reason: input.reason } : {}),
  });
  return ok({ ended: ended.length });
}
