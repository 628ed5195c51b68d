import { possessionStatement, rawPublicKeyText } from "#lib/keys/possession.ts";

/** A key pair made in this browser. The private half is in this page's memory and in the file a person saves. */
export type BrowserKey = {
  /** PKCS#8, as OpenSSL and Node read it. */
  readonly privatePem: string;
  /** SPKI. */
  readonly publicPem: string;
  /** Ed25519 over the text's UTF-8 bytes, in base64. */
  readonly sign: (text: string) => Promise<string>;
};

/**
 * Makes an Ed25519 pair with WebCrypto.
 *
 * @returns null where this browser can't (before Chrome 137, Firefox 129, Safari 17, or without TLS off localhost).
 */
export async function makeBrowserKey(): Promise<BrowserKey | null> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) return null;
  try {
    const pair = (await subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"])) as CryptoKeyPair;
    const [privateBytes, publicBytes] = await Promise.all([
      subtle.exportKey("pkcs8", pair.privateKey),
      subtle.exportKey("spki", pair.publicKey),
    ]);
    return {
      privatePem: pem("PRIVATE KEY", privateBytes),
      publicPem: pem("PUBLIC KEY", publicBytes),
      sign: async (text) =>
        base64(await subtle.sign({ name: "Ed25519" }, pair.privateKey, new TextEncoder().encode(text))),
    };
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/** What the server asks of a new public key: the private half's signature over who brings it, for whom and when. */
export async function provePossession(
  key: BrowserKey,
  by: { readonly sessionId: string; readonly orgId: string; readonly at: string },
): Promise<{ publicKey: string; possession: { at: string; signature: string } }> {
  const statement = possessionStatement({ ...by, publicKey: rawPublicKeyText(key.publicPem) ?? "" });
  return { publicKey: key.publicPem, possession: { at: by.at, signature: await key.sign(statement) } };
}

function pem(label: string, bytes: ArrayBuffer): string {
  const lines = base64(bytes).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
