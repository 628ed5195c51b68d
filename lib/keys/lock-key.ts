import { and, eq } from "drizzle-orm";
import type { Actor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { apiKeys } from "#lib/db/schema/keys.ts";
import { type Err, err } from "#lib/kernel/result.ts";
import type { KeyStatus } from "./contract.ts";
import { inReach } from "./reach.ts";

export type LockedKey = typeof apiKeys.$inferSelect;

/** The key under its row's lock, so that acts on it happen one after the other; null: not there, or another's. */
export async function lockKey(tx: Tx, actor: Actor, keyId: string): Promise<LockedKey | null> {
  const [key] = await tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.id, keyId), inReach(actor, apiKeys.orgId)))
    .for("update");
  return key ?? null;
}

/** What a key is now: revoked for good, then expired, then as stored. */
export function statusOf(
  key: { readonly status: "active" | "suspended" | "revoked"; readonly expiresAt: Date },
  now: Date,
): KeyStatus {
  if (key.status === "revoked") return "revoked";
  return key.expiresAt.getTime() <= now.getTime() ? "expired" : key.status;
}

export function keyNotFound(keyId: string): Err<"key_not_found"> {
  return err("key_not_found", {
    detail: `There is no key ${keyId}.`,
    fields: { keyId: "There is no such key." },
  });
}

export function keyRevoked(key: LockedKey): Err<"key_revoked"> {
  return err("key_revoked", {
    detail: `${key.name} was revoked at ${key.statusAt.toISOString()}, which is final. Issue a new key.`,
  });
}

export function keyExpired(key: LockedKey): Err<"key_expired"> {
  return err("key_expired", {
    detail: `${key.name} ended at ${key.expiresAt.toISOString()}. Issue a new key.`,
  });
}
