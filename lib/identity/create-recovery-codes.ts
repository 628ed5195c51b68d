import { and, eq, isNull } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { PersonActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { recoveryCodes } from "#lib/db/schema/identity.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { ok, type Result } from "#lib/kernel/result.ts";
import { RECOVERY_CODES } from "./contract.ts";
import { newRecoveryCode, recoveryCodeHash } from "./recovery-code.ts";

/** Makes ten recovery codes, shown this once; those made before and not used end. */
export async function createRecoveryCodes(
  tx: Tx,
  actor: PersonActor,
): Promise<Result<{ readonly codes: readonly string[] }, never>> {
  const replaced = await tx
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.personId, actor.id), isNull(recoveryCodes.usedAt)))
    .returning({ id: recoveryCodes.id });
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await tx.insert(recoveryCodes).values(
    codes.map((code) => ({
      id: uuidv7(tx.now.getTime()),
      personId: actor.id,
      codeHash: recoveryCodeHash(code) as Buffer,
      createdAt: tx.now,
    })),
  );
  await appendAudit(tx, actor, "recovery_codes.created", {
    orgId: actor.orgId,
    target: { type: "person", id: actor.id, name: actor.name },
    details: { made: codes.length, replaced: replaced.length },
  });
  return ok({ codes });
}
