import { type BrowserKey, makeBrowserKey, provePossession } from "./browser-key.ts";
import { serverTime } from "./server-clock.ts";

export type ProvenKey = {
  readonly key: BrowserKey;
  readonly sent: Awaited<ReturnType<typeof provePossession>>;
};

/** A new pair with the proof that the server asks for, or a sentence why there is none. */
export async function proveNewKey(by: {
  readonly sessionId: string;
  readonly orgId: string;
}): Promise<ProvenKey | string> {
  const [key, at] = await Promise.all([makeBrowserKey(), serverTime()]);
  if (key === null) return "This browser can't make Ed25519 keys. Paste a public key instead.";
  if (at === null)
    return "The server's clock can't be read, which the proof of the new key names. Try again.";
  return { key, sent: await provePossession(key, { ...by, at }) };
}
