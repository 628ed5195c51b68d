import { gateErrorText, isGateError } from "./gate-error-text.ts";
import type { IdentityActions } from "./identity-actions.ts";
import { answerWithPasskey, ceremonyErrorText } from "./passkey-ceremony.ts";
import { signInBy } from "./sign-in-request.ts";

export type SignedIn = { readonly ok: true } | { readonly ok: false; readonly sentence: string };

const REFUSED =
  "This passkey opens nothing here. Use one that was made for this address, or a recovery code.";

/** The whole sign-in by passkey: challenge, answer, cookie. */
export async function signInWithPasskey(begin: IdentityActions["beginSignIn"]): Promise<SignedIn> {
  const begun = await begin({}).catch(() => ({ ok: false, code: "unreachable" }) as const);
  if (!begun.ok) return { ok: false, sentence: gateErrorText(begun) };
  const answered = await answerWithPasskey(begun.value);
  if (!answered.ok) return { ok: false, sentence: ceremonyErrorText[answered.code] };
  const signedIn = await signInBy("passkey", { answer: answered.value });
  return signedIn.ok ? { ok: true } : { ok: false, sentence: signInErrorText(signedIn.code) };
}

/** @param otherwise for every code that is not the gate's own. */
export function signInErrorText(code: string, otherwise = REFUSED): string {
  return isGateError(code) && code !== "invalid_input" ? gateErrorText({ ok: false, code }) : otherwise;
}
