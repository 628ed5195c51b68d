import "server-only";
import { nothing } from "#lib/identity/contract.ts";
import { defineQuery } from "#lib/web/define-query.ts";
import { findSetupFacts } from "#lib/web/setup-facts.ts";

export const setupQuery = defineQuery({ permission: "org.read", input: nothing, run: findSetupFacts });
