import { and, eq, gt, isNull, ne, or, sql } from "drizzle-orm";
import type { Actor, PersonActor } from "#lib/authz/actor.ts";
import { importEd25519PublicKey, verifyEd25519 } from "#lib/crypto/ed25519.ts";
import type { Tx } from "#lib/db/client.ts";
import { apiKeys, keyVersions } from "#lib/db/schema/keys.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import type { MaterialError } from "./contract.ts";
import type { MaterialFor } from "./material.ts";
import { POSSESSION_AHEAD_MS_MAX, POSSESSION_MS_MAX, possessionStatement } from "./possession.ts";

/**
 * The Ed25519 public key that a client brought: well formed, safe to verify with, of nobody else's key, and, from a
 * person, with the proof that its private half is in their hands.
 *
 * @returns its raw 32 bytes.
 */
export async function provenPublicKey(
  tx: Tx,
  actor: Actor,
  wanted: MaterialFor,
): Promise<Result<Buffer, MaterialError>> {
  if (wanted.publicKey === undefined) {
    return refuse(
      "public_key_needed",
      "publicKey",
      "A key of kind ed25519 needs its public key. Give it as PEM.",
    );
  }
  const read = importEd25519PublicKey(rawBytes(wanted.publicKey) ?? wanted.publicKey);
  if (!read.ok)
    return refuse("public_key_invalid", "publicKey", read.detail ?? "Give an Ed25519 public key as PEM.");
  if (actor.kind === "person") {
    const proof = judgePossession(actor, wanted, read.value, tx.now.getTime());
    if (!proof.ok) return proof;
  }
  if (await inUse(tx, read.value, wanted.keyId)) {
    return refuse("public_key_in_use", "publicKey", "This public key is in use already. Make a new pair.");
  }
  return read;
}

/** The raw 32 bytes in base64 or base64url; null for anything else, PEM above all. */
function rawBytes(text: string): Buffer | null {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, "base64url") : null;
}

function judgePossession(
  actor: PersonActor,
  { orgId, possession }: MaterialFor,
  publicKey: Buffer,
  nowMs: number,
): Result<void, MaterialError> {
  if (possession === undefined) {
    return refuse(
      "possession_needed",
      "possession",
      "Sign the statement with the new private key, so that nobody can register a key they don't hold.",
    );
  }
  const ageMs = nowMs - Date.parse(possession.at);
  if (!(ageMs <= POSSESSION_MS_MAX && ageMs >= -POSSESSION_AHEAD_MS_MAX)) {
    return refuse(
      "possession_expired",
      "possession",
      "The statement is more than 10 minutes old. Sign the new one.",
    );
  }
  const statement = possessionStatement({
    sessionId: actor.sessionId,
    orgId,
    publicKey: publicKey.toString("base64url"),
    at: possession.at,
  });
  const signature = Buffer.from(possession.signature, "base64url");
  return verifyEd25519(publicKey, Buffer.from(statement, "utf8"), signature)
    ? ok()
    : refuse(
        "possession_mismatch",
        "possession.signature",
        "The signature doesn't fit the statement and this public key. Sign the statement as shown, with its private key.",
      );
}

/**
 * Whether a live key holds it, or this key ever did. The lock makes two who bring the same one at once wait for each
 * other. A client's transaction sees its own keys only, and the answer never says whose key it is.
 */
async function inUse(tx: Tx, publicKey: Buffer, keyId: string): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${publicKey.toString("hex")}, 0))`);
  const [found] = await tx
    .select({ id: keyVersions.id })
    .from(keyVersions)
    .innerJoin(apiKeys, eq(apiKeys.id, keyVersions.keyId))
    .where(
      and(
        eq(keyVersions.publicKey, publicKey),
        or(
          eq(keyVersions.keyId, keyId),
          and(
            ne(apiKeys.status, "revoked"),
            gt(apiKeys.expiresAt, tx.now),
            or(isNull(keyVersions.validUntil), gt(keyVersions.validUntil, tx.now)),
          ),
        ),
      ),
    )
    .limit(1);
  return found !== undefined;
}

function refuse<E extends MaterialError>(code: E, field: string, detail: string) {
  return err(code, { detail, fields: { [field]: detail } });
}
