import type { SessionEnding } from "#lib/identity/contract.ts";

/** Why a sign-in is over, to the person whose it was. */
export const ENDING_WORDS: Readonly<Record<SessionEnding, string>> = {
  idle: "Nothing was done for 15 minutes, so your sign-in ended.",
  lifetime: "Your sign-in was 12 hours old, so it ended.",
  revoked: "Your sign-in was ended from Settings. If that wasn't you, see your passkeys and sign-ins there.",
};
