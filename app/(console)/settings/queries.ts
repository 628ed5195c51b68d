import "server-only";
import { nothing } from "#lib/identity/contract.ts";
import { findAccount, findSessionEnd } from "#lib/identity/queries.ts";
import { findVenue } from "#lib/orgs/queries.ts";
import { defineQuery } from "#lib/web/define-query.ts";

export const accountQuery = defineQuery({ permission: "account.read", input: nothing, run: findAccount });

/** How long the sign-in lasts if nobody does anything. */
export const sessionEndQuery = defineQuery({
  permission: "account.read",
  input: nothing,
  run: findSessionEnd,
});

export const venueQuery = defineQuery({ permission: "org.read", input: nothing, run: findVenue });
