/** Pure; runs in a browser too. */

/** How long a statement can be answered. */
export const POSSESSION_MS_MAX = 10 * 60_000;
/** How far the statement's time may lie ahead of the server's clock. */
export const POSSESSION_AHEAD_MS_MAX = 60_000;

const SPKI_PREFIX_HEX = "302a300506032b6570032100";

/**
 * The text that a new private key signs (its UTF-8 bytes, Ed25519) to prove that whoever brings the public key
 * holds the private one. It names the session, the organization, the key and the time, so that a signature made
 * for one of them is of no use elsewhere; its first words keep it apart from everything else that keys sign.
 *
 * @param o.publicKey the raw 32 bytes in base64url, 43 characters (`rawPublicKeyText` makes it of a PEM).
 * @param o.at RFC 3339 in UTC with milliseconds; the statement is good for 10 minutes from it.
 * @returns one line of ASCII without quotes: it can be pasted into a shell between single quotes.
 */
export function possessionStatement(o: {
  readonly sessionId: string;
  readonly orgId: string;
  readonly publicKey: string;
  readonly at: string;
}): string {
  return `keywarden proof of possession v1 session=${o.sessionId} organization=${o.orgId} key=${o.publicKey} at=${o.at}`;
}

/**
 * A pasted public key as the statement names it: PEM (SPKI) or the raw 32 bytes in base64 → 43 characters of base64url.
 * Only the form is judged here, not whether the point is one to trust.
 *
 * @returns null for anything that isn't an Ed25519 public key in one of those forms.
 */
export function rawPublicKeyText(text: string): string | null {
  const pem = /^\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(text);
  const base64 = (pem?.[1] ?? text).replaceAll(/\s/g, "").replaceAll("-", "+").replaceAll("_", "/");
  if (!/^[A-Za-z0-9+/]{43,60}={0,2}$/.test(base64)) return null;
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const raw = pem === null ? hex : hex.startsWith(SPKI_PREFIX_HEX) ? hex.slice(SPKI_PREFIX_HEX.length) : "";
  if (raw.length !== 64) return null;
  const binary = String.fromCharCode(...bytes.subarray(bytes.length - 32));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What to run where the private key lies; prints the signature in base64. OpenSSL 3 or newer. */
export function possessionCommand(statement: string, keyFile = "private-key.pem"): string {
  return [
    `printf %s '${statement}' > possession.txt`,
    `openssl pkeyutl -sign -rawin -inkey ${keyFile} -in possession.txt | openssl base64 -A`,
  ].join(" && ");
}
