import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Result } from "#lib/kernel/result.ts";
import { setStatus, unchanged } from "./change-status.ts";
import type { ChangeStatusInput, StatusChange, SuspendKeyError } from "./contract.ts";
import { keyNotFound, keyRevoked, lockKey } from "./lock-key.ts";

/** Stops a key until it is resumed. One that is suspended already stays so; a revoked one is beyond it. */
export async function suspendKey(
  tx: Tx,
  actor: Actor,
  input: ChangeStatusInput,
): Promise<Result<StatusChange, SuspendKeyError>> {
  const key = await lockKey(tx, actor, input.keyId);
  if (key === null) return keyNotFound(input.keyId);
  if (key.status === "revoked") return keyRevoked(key);
  if (key.status === "suspended") return unchanged(tx, key);
  return setStatus(tx, actor, key, "suspended", input.reason);
}
