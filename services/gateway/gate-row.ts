import { hostname } from "node:os";
import { eq, sql } from "drizzle-orm";
import { appendAudit } from "#lib/audit/append.ts";
import type { EventName } from "#lib/audit/catalogue.ts";
import type { SystemActor } from "#lib/authz/actor.ts";
import { type Tx, withTx } from "#lib/db/client.ts";
import { organizations } from "#lib/db/schema/orgs.ts";
import { gates } from "#lib/db/schema/policy.ts";

export const GATE_ACTOR: SystemActor = { kind: "system", id: "system:gate" };

/** Makes the row by which everybody sees this gate, and says in the audit log that it began. */
export async function registerGate(gateId: string, port: number, policyVersion: number): Promise<void> {
  await withTx(GATE_ACTOR, async (tx) => {
    await tx.insert(gates).values({
      id: gateId,
      name: gateName(port),
      startedAt: tx.now,
      // By the database's clock, as every later sign of life.
      seenAt: sql`clock_timestamp()`,
      appliedVersion: policyVersion,
      flushedBatch: 0,
    });
    await say(tx, "gate.started", gateId, port);
  });
}

/** Says that this gate ended in an orderly way: nobody waits for it any more. */
export async function retireGate(gateId: string, port: number): Promise<void> {
  await withTx(GATE_ACTOR, async (tx) => {
    await tx.update(gates).set({ stoppedAt: tx.now }).where(eq(gates.id, gateId));
    await say(tx, "gate.stopped", gateId, port);
  });
}

function gateName(port: number): string {
  return `${hostname()}:${port}`;
}

async function say(
  tx: Tx,
  event: Extract<EventName, `gate.${string}`>,
  gateId: string,
  port: number,
): Promise<void> {
  const [venue] = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.kind, "venue"));
  if (venue === undefined)
    throw new Error("there is no venue: the launcher makes it before it starts a gate");
  await appendAudit(tx, GATE_ACTOR, event, {
    orgId: venue.id,
    target: { type: "gate", id: gateId, name: gateName(port) },
  });
}
