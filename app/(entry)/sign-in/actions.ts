"use server";

import { beginSignIn } from "#lib/identity/begin-sign-in.ts";
import { nothing } from "#lib/identity/contract.ts";
import { defineEntry } from "#lib/web/define-entry.ts";

export const beginSignInAction = defineEntry({ name: "sign-in.begin", input: nothing, run: beginSignIn });
