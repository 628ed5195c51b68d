import { randomBytes } from "node:crypto";
import { appendAudit } from "#lib/audit/append.ts";
import type { Actor } from "#lib/authz/actor.ts";
import { base62Of256 } from "#lib/crypto/base62.ts";
import { formatBearerToken } from "#lib/crypto/bearer-token.ts";
import { ed25519SpkiDer } from "#lib/crypto/ed25519.ts";
import { fingerprint } from "#lib/crypto/fingerprint.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import type { Tx } from "#lib/db/client.ts";
import type { keyVersions } from "#lib/db/schema/keys.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { sealFor } from "#lib/vault/seal.ts";
import type { IssuableKind, KeyEnv, MaterialError } from "./contract.ts";
import { provenPublicKey } from "./proven-public-key.ts";
import { kindRules } from "./rules.ts";

export type MaterialFor = {
  readonly kind: IssuableKind;
  readonly env: KeyEnv;
  readonly orgId: string;
  readonly keyId: string;
  readonly versionId: string;
  readonly publicKey?: string | undefined;
  readonly possession?: { readonly at: string; readonly signature: string } | undefined;
};

export type Material = {
  readonly stored: Pick<
    typeof keyVersions.$inferInsert,
    "algorithm" | "publicKey" | "tokenHash" | "sealedSecret" | "fingerprint"
  >;
  /** Leaves with the answer and is kept nowhere; null where the client made the pair. */
  readonly secret: string | null;
};

/**
 * The credential of a new key version: taken from the client (public-key kinds) or made here from 256 random bits.
 *
 * Of a bearer token only the SHA-256 is kept, so nobody can show it again, not even minutes later to the person who
 * closed the page: lost means rotate. An HMAC secret is sealed for the gate's process.
 */
export async function makeMaterial(
  tx: Tx,
  actor: Actor,
  wanted: MaterialFor,
): Promise<Result<Material, MaterialError>> {
  const { publicKey: takesPublicKey, words } = kindRules[wanted.kind];
  if (!takesPublicKey && wanted.publicKey !== undefined) {
    const detail = `A key of kind ${wanted.kind} has no public key. Leave it out, or choose ed25519.`;
    return err("public_key_unexpected", { detail, fields: { publicKey: detail } });
  }
  // Only the organization that uses a secret ever sees it; the operator's command is audited break-glass.
  if (!takesPublicKey && actor.kind === "person" && actor.orgId !== wanted.orgId) {
    const detail = `You would see another organization's ${words}. Choose ed25519 and paste their public key.`;
    return err("public_key_kind_needed", { detail, fields: { kind: detail } });
  }
  switch (wanted.kind) {
    case "ed25519":
      return publicKeyMaterial(tx, actor, wanted);
    case "hmac":
      return ok(await hmacMaterial(tx, actor, wanted));
    case "bearer":
      return ok(bearerMaterial(wanted));
  }
}

async function publicKeyMaterial(
  tx: Tx,
  actor: Actor,
  wanted: MaterialFor,
): Promise<Result<Material, MaterialError>> {
  const proven = await provenPublicKey(tx, actor, wanted);
  if (!proven.ok) return proven;
  const publicKey = proven.value;
  const stored = {
    algorithm: "ed25519" as const,
    publicKey,
    fingerprint: fingerprint(ed25519SpkiDer(publicKey)),
  };
  return ok({ stored, secret: null });
}

async function hmacMaterial(tx: Tx, actor: Actor, { orgId, versionId }: MaterialFor): Promise<Material> {
  const secret = base62Of256(randomBytes(32));
  const plaintext = Buffer.from(secret, "utf8");
  const place = { orgId, table: "key_versions", column: "sealed_secret", rowId: versionId };
  const sealed = await sealFor(tx, { ...place, purpose: "gate" }, plaintext);
  plaintext.fill(0);
  if (sealed.newDataKey !== null) {
    const { id, purpose, version, kekId } = sealed.newDataKey;
    await appendAudit(tx, actor, "data_key.created", {
      orgId,
      target: { type: "data_key", id },
      after: { purpose, version, wrappedBy: kekId },
    });
  }
  const stored = {
    algorithm: "hmac-sha256" as const,
    sealedSecret: sealed.bytes,
    fingerprint: fingerprint(secret),
  };
  return { stored, secret };
}

function bearerMaterial({ env, keyId }: MaterialFor): Material {
  const secret = formatBearerToken(env, keyId, randomBytes(32));
  const stored = {
    algorithm: "sha256-token" as const,
    tokenHash: sha256(secret),
    fingerprint: fingerprint(secret),
  };
  return { stored, secret };
}
