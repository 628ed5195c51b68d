import type { CommandActor, PersonActor } from "#lib/authz/actor.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";

/** Who acts in tests. */
export const command: CommandActor = { kind: "command", id: "cli:test" };

/** An owner of an organization who has just stepped up. */
export function owner(orgId: string, orgKind: "venue" | "client" = "venue"): PersonActor {
  return {
    kind: "person",
    id: uuidv7(),
    name: "Mara Lindt",
    email: "mara@aster.example",
    orgId,
    orgKind,
    role: "owner",
    sessionId: uuidv7(),
    factor: "passkey",
    steppedUpAtMs: Date.now(),
    ip: "198.51.100.7",
    userAgent: "test",
  };
}
