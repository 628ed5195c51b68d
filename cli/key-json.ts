import type { KeyDetail, KeyRow } from "#lib/keys/contract.ts";

/** A key as the command prints it in JSON: the form that other programs rely on. */
export function keyJson(key: KeyRow & Pick<KeyDetail, "constraints">) {
  return {
    keyId: key.keyId,
    name: key.name,
    orgId: key.org.id,
    env: key.env,
    kind: key.kind,
    /** A bearer token signs nothing: it has no signature profile. */
    profile: key.profile === "bearer" ? null : key.profile,
    status: key.status,
    scopes: key.scopes,
    /** Empty: any address. */
    ips: key.ips ?? [],
    constraints: key.constraints,
    createdAt: key.createdAt,
    expiresAt: key.expiresAt,
    lastUsedAt: key.lastUsedAt,
  };
}
