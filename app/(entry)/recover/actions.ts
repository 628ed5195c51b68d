"use server";

import { addAuthenticator, beginAddAuthenticator } from "#lib/identity/add-authenticator.ts";
import { addAuthenticatorInput, nothing } from "#lib/identity/contract.ts";
import { endSession } from "#lib/identity/end-session.ts";
import { defineAction } from "#lib/web/define-action.ts";
import { dropSessionCookie } from "#lib/web/drop-session-cookie.ts";
import { relyingParty } from "#lib/web/relying-party.ts";

export const beginRecoveryPasskeyAction = defineAction({
  permission: "account.recover",
  input: nothing,
  run: (tx, actor) => beginAddAuthenticator(tx, actor, relyingParty()),
});

/** The new passkey is what opens the console: the sign-in by code has done its one act and ends. */
export const addRecoveryPasskeyAction = defineAction({
  permission: "account.recover",
  input: addAuthenticatorInput,
  run: async (tx, actor, input) => {
    const added = await addAuthenticator(tx, actor, relyingParty(), input);
    if (added.value.ok) await endSession(tx, actor, { sessionId: actor.sessionId });
    return added;
  },
  after: async (added) => {
    if (added.ok) await dropSessionCookie();
    return added;
  },
});
