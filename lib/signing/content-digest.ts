import { sha256, sha512 } from "#lib/crypto/hash.ts";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { headerLines } from "./received-request.ts";
import { parseDictionary } from "./structured-fields.ts";

/** The algorithms of RFC 9530 that are fit to be signed; the others of its registry are passed over. */
type DigestAlgorithm = "sha-256" | "sha-512";

/** The digests that a request claims for its body: at least one. */
export type ContentDigests = readonly { readonly algorithm: DigestAlgorithm; readonly digest: Buffer }[];

/**
 * Reads the Content-Digest header (RFC 9530 §2). Never throws.
 *
 * @returns `request_malformed` (400) for what can't be read; `invalid_credentials` (401) for an absent header and for
 *          one in which neither sha-256 nor sha-512 stands.
 */
export function parseContentDigest(
  rawHeaders: readonly string[],
): Result<ContentDigests, "request_malformed" | "invalid_credentials"> {
  const lines = headerLines(rawHeaders, "content-digest");
  if (lines.length === 0) return err("invalid_credentials", { detail: "Content-Digest is absent." });
  const parsed = parseDictionary(lines.length === 1 ? (lines[0] as string) : lines.join(", "));
  if (!parsed.ok) return err("request_malformed", { detail: `Content-Digest: ${parsed.detail}.` });
  const digests: { algorithm: DigestAlgorithm; digest: Buffer }[] = [];
  for (const { key, item } of parsed.value) {
    if (item === null || item.value.type !== "bytes") {
      return err("request_malformed", {
        detail: "Content-Digest: every value must be base64 between colons.",
      });
    }
    if (key === "sha-256" || key === "sha-512") digests.push({ algorithm: key, digest: item.value.value });
  }
  if (digests.length > 0) return ok(digests);
  return err("invalid_credentials", { detail: "Content-Digest holds neither sha-256 nor sha-512." });
}

/** True if every recognised digest is the body's. Not in constant time: both sides are known to the sender. */
export function contentDigestMatches(digests: ContentDigests, body: Uint8Array): boolean {
  return (
    digests.length > 0 &&
    digests.every(({ algorithm, digest }) =>
      digest.equals(algorithm === "sha-256" ? sha256(body) : sha512(body)),
    )
  );
}
