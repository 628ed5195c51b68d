import { appendAudit } from "#lib/audit/append.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Source } from "./contract.ts";
import { findSession, revokeSessions } from "./sessions.ts";

/** Ends the sign-in that a browser held before it opened another: nobody can come back to it. */
export async function replaceSession(tx: Tx, handle: string, source: Source): Promise<void> {
  const before = await findSession(tx, handle, source);
  if (before === null) return;
  const ended = await revokeSessions(tx, before.id, { only: before.sessionId }, before.id);
  if (ended.length === 0) return;
  await appendAudit(tx, before, "session.ended", {
    orgId: before.orgId,
    target: { type: "session", id: before.sessionId },
    reason: "replaced",
  });
}
