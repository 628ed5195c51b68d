import type { PersonActor, SystemActor } from "#lib/authz/actor.ts";
import { withTx } from "#lib/db/client.ts";
import type { TestDatabase } from "#lib/db/testing.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { SEQUENCE_BATCH_MAX, sequenceBatch } from "./sequence.ts";

/** People, organizations and a sequencer for tests of what is in the log. */
export const worker: SystemActor = { kind: "system", id: "system:worker" };
export const gate: SystemActor = { kind: "system", id: "system:gate" };
export const command = { kind: "command", id: "cli:root" } as const;

export function personOf(orgId: string, more: Partial<PersonActor> = {}): PersonActor {
  return {
    kind: "person",
    id: uuidv7(),
    name: "Mara Lindqvist",
    email: "mara@aster.example",
    orgId,
    orgKind: "venue",
    role: "owner",
    sessionId: uuidv7(),
    factor: "passkey",
    steppedUpAtMs: null,
    ip: "203.0.113.9",
    userAgent: "Mozilla/5.0",
    ...more,
  };
}

/** Makes an organization past the house's own functions; its id. */
export async function addOrganization(
  db: TestDatabase,
  name: string,
  kind: "venue" | "client" = "client",
): Promise<string> {
  const id = uuidv7();
  await db.query(
    "superuser",
    "insert into organizations (id, name, kind, ceiling, created_at, created_by) values ($1, $2, $3, '{}', now(), 'test')",
    [id, name, kind],
  );
  return id;
}

/** Gives every waiting event its index. */
export async function sequenceAll(): Promise<number> {
  let all = 0;
  for (;;) {
    const moved = await withTx(worker, (tx) => sequenceBatch(tx));
    all += moved;
    if (moved < SEQUENCE_BATCH_MAX) return all;
  }
}
