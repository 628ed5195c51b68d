"use server";

import { addAuthenticator, beginAddAuthenticator } from "#lib/identity/add-authenticator.ts";
import { beginStepUp } from "#lib/identity/begin-step-up.ts";
import { completeStepUp } from "#lib/identity/complete-step-up.ts";
import {
  addAuthenticatorInput,
  completeStepUpInput,
  endAllSessionsInput,
  endSessionInput,
  nothing,
  removeAuthenticatorInput,
} from "#lib/identity/contract.ts";
import { createRecoveryCodes } from "#lib/identity/create-recovery-codes.ts";
import { endAllSessions, endSession } from "#lib/identity/end-session.ts";
import { removeAuthenticator } from "#lib/identity/remove-authenticator.ts";
import { ok } from "#lib/kernel/result.ts";
import { renameVenueInput } from "#lib/orgs/contract.ts";
import { renameVenue } from "#lib/orgs/rename.ts";
import { defineAction } from "#lib/web/define-action.ts";
import { dropSessionCookie } from "#lib/web/drop-session-cookie.ts";
import { relyingParty } from "#lib/web/relying-party.ts";

export const beginStepUpAction = defineAction({
  permission: "account.step_up",
  input: nothing,
  run: (tx, actor) => beginStepUp(tx, actor, relyingParty()),
});

export const completeStepUpAction = defineAction({
  permission: "account.step_up",
  input: completeStepUpInput,
  run: (tx, actor, input) => completeStepUp(tx, actor, relyingParty(), input),
  after: async (settled) => settled,
});

/** Does nothing but be an act of a person, which restarts the idle time. */
export const extendSessionAction = defineAction({
  permission: "account.read",
  input: nothing,
  run: async () => ok(),
});

export const beginAddPasskeyAction = defineAction({
  permission: "account.factors",
  input: nothing,
  run: (tx, actor) => beginAddAuthenticator(tx, actor, relyingParty()),
});

export const addPasskeyAction = defineAction({
  permission: "account.factors",
  input: addAuthenticatorInput,
  run: (tx, actor, input) => addAuthenticator(tx, actor, relyingParty(), input),
  after: async (settled) => settled,
});

export const removePasskeyAction = defineAction({
  permission: "account.factors",
  input: removeAuthenticatorInput,
  run: removeAuthenticator,
});

export const createRecoveryCodesAction = defineAction({
  permission: "account.factors",
  input: nothing,
  run: createRecoveryCodes,
});

export const endSessionAction = defineAction({
  permission: "account.sign_out",
  input: endSessionInput,
  run: endSession,
});

export const signOutAction = defineAction({
  permission: "account.sign_out",
  input: nothing,
  run: (tx, actor) => endSession(tx, actor, { sessionId: actor.sessionId }),
  after: async () => {
    await dropSessionCookie();
    return ok();
  },
});

export const signOutEverywhereAction = defineAction({
  permission: "account.sign_out",
  input: endAllSessionsInput,
  run: endAllSessions,
  after: async (value) => {
    await dropSessionCookie();
    return ok(value);
  },
});

export const renameVenueAction = defineAction({
  permission: "venue.rename",
  input: renameVenueInput,
  run: renameVenue,
});
