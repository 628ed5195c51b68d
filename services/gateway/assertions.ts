import { createHash, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from "node:crypto";
import type { Risk } from "#lib/enforce/router.ts";
import { effectiveScopes, type Holder } from "#lib/enforce/snapshot.ts";

/** How long an upstream may believe an assertion. */
const LIFE_SEC = 60;
/** One for reads is used again for this long; it has as long left at least. */
const REUSED_MS = 30_000;

export type AssertedRequest = { readonly id: string; readonly method: string; readonly path: string };

type Reused = {
  readonly scopes: Holder["key"]["scopes"];
  readonly ceiling: Holder["org"]["ceiling"];
  readonly untilMs: number;
  readonly jws: string;
  readonly scopeText: string;
};

/**
 * Tells upstreams, in a way they can check, whom the gate let through: a compact JWS (RFC 7515, EdDSA) by a key that is
 * made when the process starts and never leaves it.
 *
 * An assertion for a trade or a transfer names the one request it is for. One for a read names the key alone and is used
 * again for half its life: signing each would cost more than all the rest of the gate.
 */
export class Assertions {
  readonly #privateKey: KeyObject;
  readonly #header: string;
  readonly #jwk: JsonWebKey;
  /** By upstream, then by key: a key that is loaded anew is another object, and its assertions go with the old one. */
  readonly #reused = new Map<string, WeakMap<Holder["key"], Reused>>();

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const { kty, crv, x } = publicKey.export({ format: "jwk" });
    // RFC 7638: the thumbprint of the required members in lexical order.
    const kid = createHash("sha256").update(JSON.stringify({ crv, kty, x })).digest("base64url");
    this.#privateKey = privateKey;
    this.#jwk = { kty: kty ?? "OKP", crv: crv ?? "Ed25519", x: x ?? "", kid, alg: "EdDSA", use: "sig" };
    this.#header = base64url({ alg: "EdDSA", kid, typ: "JWT" });
  }

  /** RFC 7517: what upstreams fetch from the internal port. */
  get jwks(): { readonly keys: readonly JsonWebKey[] } {
    return { keys: [this.#jwk] };
  }

  /** Adds the headers that tell `upstream` whom a request comes from. */
  push(headers: string[], holder: Holder, upstream: string, risk: Risk, request: AssertedRequest): void {
    const reused = this.#reusable(holder, upstream);
    const jws =
      risk === "read" ? reused.jws : this.#sign(holder, upstream, reused.scopeText, Date.now(), request);
    headers.push(
      "X-Keywarden-Key",
      holder.key.id,
      "X-Keywarden-Org",
      holder.org.id,
      "X-Keywarden-Scopes",
      reused.scopeText,
      "X-Keywarden-Assertion",
      jws,
    );
  }

  #reusable(holder: Holder, upstream: string): Reused {
    let byKey = this.#reused.get(upstream);
    if (byKey === undefined) {
      byKey = new WeakMap();
      this.#reused.set(upstream, byKey);
    }
    const nowMs = Date.now();
    const known = byKey.get(holder.key);
    if (known !== undefined && nowMs < known.untilMs && known.ceiling === holder.org.ceiling) return known;
    const scopeText = effectiveScopes(holder).join(" ");
    const made: Reused = {
      scopes: holder.key.scopes,
      ceiling: holder.org.ceiling,
      untilMs: nowMs + REUSED_MS,
      jws: this.#sign(holder, upstream, scopeText, nowMs, null),
      scopeText,
    };
    byKey.set(holder.key, made);
    return made;
  }

  #sign(
    { key, org }: Holder,
    upstream: string,
    scopeText: string,
    nowMs: number,
    request: AssertedRequest | null,
  ): string {
    const iat = Math.floor(nowMs / 1000);
    const claims = {
      iss: "keywarden",
      aud: upstream,
      sub: key.id,
      key: key.id,
      org: org.id,
      scopes: scopeText === "" ? [] : scopeText.split(" "),
      iat,
      exp: iat + LIFE_SEC,
      ...(request === null ? {} : { jti: request.id, method: request.method, path: request.path }),
    };
    const signed = `${this.#header}.${base64url(claims)}`;
    return `${signed}.${sign(null, Buffer.from(signed), this.#privateKey).toString("base64url")}`;
  }
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
