import type { Address } from "./address.ts";
import type { CredentialFault } from "./authenticate.ts";
import { FUTURE_MS_MAX } from "./compile.ts";
import { type Denial, deny } from "./problems.ts";
import type { Risk } from "./router.ts";
import type { Holder } from "./snapshot.ts";

export type Decision = { readonly allow: true } | ({ readonly allow: false } & Denial);

/** When a signed request says it was made; a bearer token says nothing. */
export type SignedAt = {
  readonly createdMs: number;
  readonly expiresMs: number | null;
  readonly windowMs: number;
  /** Made before this, a request may have been answered by a process whose memory is lost. */
  readonly notBeforeMs: number;
};

export type Facts = {
  readonly nowMs: number;
  readonly signedAt: SignedAt | null;
  /** The key that the request names; null: there is none of that name. */
  readonly holder: Holder | null;
  /** Null: the credential was proved. */
  readonly fault: CredentialFault | null;
  readonly ip: Address;
  readonly env: "live" | "test";
};

/** What one call asks for. A JSON-RPC batch makes several. */
export type Call = {
  readonly scope: string;
  readonly risk: Risk;
  /** The JSON-RPC method, for the explanation. */
  readonly rpcMethod?: string;
};

/** What holds when the gate has had no news of its policy for too long; reads and cancelling go on in any case. */
export type Staleness = { readonly stale: boolean; readonly trade: "refuse" | "pass" };

const ALLOW: Decision = { allow: true };

/**
 * Judges who asks. Pure: no I/O, no clock, no throw. The order is policy: authentic before informative.
 */
export function decide({ nowMs, signedAt, holder, fault, ip, env }: Facts): Decision {
  if (signedAt !== null) {
    const skew = judgeTime(signedAt, nowMs);
    if (skew !== null) return skew;
  }
  if (holder === null) return deny("invalid_credentials", { cause: fault ?? "key_unknown" });
  if (fault !== null) return deny("invalid_credentials", { cause: fault });
  const { key, org } = holder;
  if (key.status !== "active") return deny(`key_${key.status}`, { at: rfc3339(key.statusAtMs) });
  if (nowMs >= key.expiresAtMs) return deny("key_expired", { at: rfc3339(key.expiresAtMs) });
  if (org.frozen) return deny("organization_frozen", {});
  if (key.networks !== null && !key.networks.holds(ip)) {
    return deny("ip_denied", { networks: key.cidrs ?? [] });
  }
  if (key.env !== env) return deny("environment_mismatch", { keyEnv: key.env, upstreamEnv: env });
  return ALLOW;
}

/** Judges what is asked for, once `decide` has allowed who asks. Pure. */
export function decideCall({ key, org }: Holder, call: Call, { stale, trade }: Staleness): Decision {
  const { scope, risk, rpcMethod } = call;
  const held = key.scopes.has(scope) && org.ceiling.has(scope) && riskFits(key.kind, risk);
  if (!held)
    return deny(
      "scope_missing",
      rpcMethod === undefined ? { required: scope } : { required: scope, rpcMethod },
    );
  if (!stale || risk === "read" || scope === "trade:cancel" || (risk === "trade" && trade === "pass"))
    return ALLOW;
  return deny("stale_policy", {});
}

/** What each kind is good for at most: checked at issue, and here in case a scope's risk was raised since. */
function riskFits(kind: Holder["key"]["kind"], risk: Risk): boolean {
  if (risk === "read") return true;
  return risk === "trade" ? kind !== "bearer" : kind === "ed25519";
}

function judgeTime(
  { createdMs, expiresMs, windowMs, notBeforeMs }: SignedAt,
  nowMs: number,
): Decision | null {
  const ageMs = nowMs - createdMs;
  if (ageMs > windowMs || ageMs < -FUTURE_MS_MAX) return deny("timestamp_skew", { ageMs, windowMs });
  if (expiresMs !== null && expiresMs <= nowMs) return deny("timestamp_skew", { expired: true });
  if (createdMs < notBeforeMs)
    return deny("timestamp_skew", { ageMs, windowMs: Math.max(0, nowMs - notBeforeMs) });
  return null;
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
