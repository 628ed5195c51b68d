import "server-only";
import { type RelyingParty, relyingPartyOf } from "#lib/identity/contract.ts";
import { consoleEnv } from "./console-env.ts";

/** Whose passkeys this console takes: those made for its configured origin. */
export function relyingParty(): RelyingParty {
  return relyingPartyOf(consoleEnv().console.origin);
}
