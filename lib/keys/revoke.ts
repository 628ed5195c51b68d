import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Result } from "#lib/kernel/result.ts";
import { setStatus, unchanged } from "./change-status.ts";
import type { ChangeStatusInput, RevokeKeyError, StatusChange } from "./contract.ts";
import { keyNotFound, lockKey } from "./lock-key.ts";

/** Ends a key for good, with all its versions. What is revoked stays revoked. */
export async function revokeKey(
  tx: Tx,
  actor: Actor,
  input: ChangeStatusInput,
): Promise<Result<StatusChange, RevokeKeyError>> {
  const key = await lockKey(tx, actor, input.keyId);
  if (key === null) return keyNotFound(input.keyId);
  if (key.status === "revoked") return unchanged(tx, key);
  return setStatus(tx, actor, key, "revoked", input.reason);
}
