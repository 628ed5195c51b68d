import { appendAudit } from "#lib/audit/append.ts";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";

/** The operator's command prints any organization's secret: break-glass, and an event of its own each time. */
export async function recordReveal(
  tx: Tx,
  actor: Actor,
  key: { readonly id: string; readonly orgId: string; readonly name: string },
  versionId: string,
  secret: string | null,
): Promise<void> {
  if (secret === null || actor.kind !== "command") return;
  await appendAudit(tx, actor, "secret.revealed", {
    orgId: key.orgId,
    target: { type: "key", id: key.id, name: key.name },
    details: { versionId, breakGlass: true },
  });
}
