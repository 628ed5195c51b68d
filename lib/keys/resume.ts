import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Result } from "#lib/kernel/result.ts";
import { setStatus, unchanged } from "./change-status.ts";
import type { ChangeStatusInput, ResumeKeyError, StatusChange } from "./contract.ts";
import { keyExpired, keyNotFound, keyRevoked, lockKey, statusOf } from "./lock-key.ts";

/** Lets a suspended key work again, as it was. An active one stays so. */
export async function resumeKey(
  tx: Tx,
  actor: Actor,
  input: ChangeStatusInput,
): Promise<Result<StatusChange, ResumeKeyError>> {
  const key = await lockKey(tx, actor, input.keyId);
  if (key === null) return keyNotFound(input.keyId);
  if (key.status === "revoked") return keyRevoked(key);
  if (statusOf(key, tx.now) === "expired") return keyExpired(key);
  if (key.status === "active") return unchanged(tx, key);
  return setStatus(tx, actor, key, "active", input.reason);
}
