import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import { err, ok, type Result } from "#lib/kernel/result.ts";

export type CeremonyError = "cancelled" | "already_held" | "unsupported";

/** What to tell somebody whose browser gave no answer. */
export const ceremonyErrorText: Record<CeremonyError, string> = {
  cancelled: "Nothing was confirmed: the passkey dialog was closed or ran out of time.",
  already_held: "This device already holds a passkey of yours. Use another device or a security key.",
  unsupported: "This browser has no passkeys here. Use a current browser at the address shown above.",
};

/** Has the browser make a passkey. */
export async function makePasskey(options: PublicKeyCredentialCreationOptionsJSON) {
  return ceremony(() => startRegistration({ optionsJSON: options }));
}

/** Has the browser answer with a passkey. */
export async function answerWithPasskey(options: PublicKeyCredentialRequestOptionsJSON) {
  return ceremony(() => startAuthentication({ optionsJSON: options }));
}

async function ceremony<T>(run: () => Promise<T>): Promise<Result<T, CeremonyError>> {
  if (!browserSupportsWebAuthn()) return err("unsupported");
  try {
    return ok(await run());
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (name === "InvalidStateError") return err("already_held");
    return err(name === "NotSupportedError" || name === "SecurityError" ? "unsupported" : "cancelled");
  }
}
