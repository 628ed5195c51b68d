import type { SystemActor } from "#lib/authz/actor.ts";
import { closeDatabase, useDatabase, withTx } from "#lib/db/client.ts";
import { connectionOf } from "#lib/db/connection.ts";
import { createOwnerEnrolment } from "#lib/identity/create-enrolment.ts";
import { hasOwner } from "#lib/identity/has-owner.ts";
import type { Env } from "#lib/kernel/env.ts";
import { ok } from "#lib/kernel/result.ts";

const LAUNCHER: SystemActor = { kind: "system", id: "system:launcher" };

/** A fresh one-time link for the owner to be, which ends the one before it; null once the venue has an owner. */
export async function enrolmentLink(env: Env): Promise<string | null> {
  useDatabase({ connection: (role) => connectionOf(env.dataDir, role), poolMax: 1 });
  try {
    const link = await withTx(LAUNCHER, async (tx) =>
      (await hasOwner(tx))
        ? ok(null)
        : createOwnerEnrolment(tx, LAUNCHER, { consoleOrigin: env.console.origin }),
    );
    if (!link.ok) throw new Error(`no enrolment link: ${link.code}`);
    return link.value?.enrolmentUrl ?? null;
  } finally {
    await closeDatabase();
  }
}
