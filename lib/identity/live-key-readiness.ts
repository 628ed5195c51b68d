import { and, count, eq, isNull } from "drizzle-orm";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { authenticators, recoveryCodes } from "#lib/db/schema/identity.ts";

export type LiveKeyReadiness = {
  /** A second passkey, or recovery codes: one lost device locks nobody out. */
  readonly ready: boolean;
  readonly passkeys: number;
  /** Codes not yet used. */
  readonly recoveryCodes: number;
};

/** Whether the actor may issue a live key already. Only people lose devices: anybody else is ready. */
export async function liveKeyReadiness(tx: Tx, actor: Actor): Promise<LiveKeyReadiness> {
  if (actor.kind !== "person") return { ready: true, passkeys: 0, recoveryCodes: 0 };
  const [held] = await tx
    .select({ n: count() })
    .from(authenticators)
    .where(and(eq(authenticators.personId, actor.id), isNull(authenticators.removedAt)));
  const [codes] = await tx
    .select({ n: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.personId, actor.id), isNull(recoveryCodes.usedAt)));
  const passkeys = held?.n ?? 0;
  const unused = codes?.n ?? 0;
  return { ready: passkeys > 1 || unused > 0, passkeys, recoveryCodes: unused };
}
