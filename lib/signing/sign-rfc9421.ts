import { type KeyObject, sign } from "node:crypto";
import { sha256 } from "#lib/crypto/hash.ts";
import { hmacKey, hmacSha256 } from "#lib/crypto/hmac.ts";
import { parseSignatureRequest, signatureBase } from "./rfc9421.ts";
import { serializeString } from "./structured-fields.ts";

export type SigningKey =
  | { readonly algorithm: "ed25519"; readonly privateKey: KeyObject }
  | { readonly algorithm: "hmac-sha256" /** As it was printed. */; readonly secret: string };

export type RequestToSign = {
  /** As it will be sent: upper case for the usual ones. */
  readonly method: string;
  /** The whole URL at the gate, prefix and query included. */
  readonly url: string | URL;
  /** The headers that `cover` names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | null;
};

export type SignOptions = {
  readonly keyId: string;
  readonly key: SigningKey;
  /** Seconds since the epoch. */
  readonly createdSec: number;
  /** Never used twice with one key: 1 to 256 printable ASCII characters, such as a UUID. */
  readonly nonce: string;
  readonly expiresSec?: number;
  /** Further header fields to cover, in lower case; each must stand in `headers`. */
  readonly cover?: readonly string[];
};

/** The headers to add to the request. A type, not an interface, so that it is a record of strings to `fetch`. */
export type SignatureHeaders = {
  readonly "Signature-Input": string;
  readonly Signature: string;
  readonly "Content-Digest"?: string;
};

/**
 * Signs a request as the gate expects it: RFC 9421 over `@method`, `@target-uri` and, where there is a body, the
 * Content-Digest (RFC 9530, sha-256) that it makes.
 *
 * @throws {TypeError} a URL that is none, a header to cover that is absent, a value that can't be signed, or a private
 *         key of another algorithm.
 */
export function signRfc9421(request: RequestToSign, options: SignOptions): SignatureHeaders {
  if (options.key.algorithm === "ed25519" && options.key.privateKey.asymmetricKeyType !== "ed25519") {
    throw new TypeError("the private key is not an Ed25519 key");
  }
  const url = new URL(request.url);
  const body = typeof request.body === "string" ? Buffer.from(request.body, "utf8") : (request.body ?? null);
  const rawHeaders = Object.entries(request.headers ?? {}).flat();
  const components = ["@method", "@target-uri"];
  let contentDigest: string | null = null;
  if (body !== null && body.length > 0) {
    contentDigest = `sha-256=:${sha256(body).toString("base64")}:`;
    rawHeaders.push("Content-Digest", contentDigest);
    components.push("content-digest");
  }
  components.push(...(options.cover ?? []));
  const signatureParams = paramsText(components, options);
  const base = signatureBase(
    { components, signatureParams },
    {
      method: request.method,
      scheme: url.protocol === "http:" ? "http" : "https",
      host: url.host,
      target: url.pathname + url.search,
      rawHeaders,
    },
  );
  if (!base.ok) throw new TypeError(base.detail);
  const signature =
    options.key.algorithm === "ed25519"
      ? sign(null, base.value, options.key.privateKey)
      : hmacSha256(hmacKey(options.key.secret), base.value);
  const headers = {
    "Signature-Input": `sig1=${signatureParams}`,
    Signature: `sig1=:${signature.toString("base64")}:`,
    ...(contentDigest === null ? {} : { "Content-Digest": contentDigest }),
  };
  // A nonce, key id or time that no header can carry is noticed here and not at the gate.
  const readBack = parseSignatureRequest(Object.entries(headers).flat());
  if (!readBack.ok) throw new TypeError(readBack.detail);
  return headers;
}

function paramsText(components: readonly string[], options: SignOptions): string {
  const { createdSec, expiresSec, nonce, keyId, key } = options;
  const expires = expiresSec === undefined ? "" : `;expires=${expiresSec}`;
  return (
    `(${components.map(serializeString).join(" ")});created=${createdSec}${expires}` +
    `;nonce=${serializeString(nonce)};keyid=${serializeString(keyId)};alg=${serializeString(key.algorithm)}`
  );
}
