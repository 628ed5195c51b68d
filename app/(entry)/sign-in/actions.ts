"use server";

import { beginSignIn } from "#lib/identity/begin-sign-in.ts";
import { nothing } from "#lib/identity/contract.ts";
import { findSessionEnding } from "#lib/identity/sessions.ts";
import { ok } from "#lib/kernel/result.ts";
import { sessionHandle } from "#lib/web/current-actor.ts";
import { defineEntry } from "#lib/web/define-entry.ts";

export const beginSignInAction = defineEntry({ name: "sign-in.begin", input: nothing, run: beginSignIn });

export const sessionEndingAction = defineEntry({
  name: "sign-in.ending",
  input: nothing,
  run: async (tx) => ok(await findSessionEnding(tx, (await sessionHandle()) ?? "")),
});
