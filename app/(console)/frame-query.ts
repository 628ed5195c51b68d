import "server-only";
import { countAuditEvents } from "#lib/audit/queries.ts";
import { nothing } from "#lib/identity/contract.ts";
import { hasDemoData } from "#lib/orgs/demo-data.ts";
import { findVenue } from "#lib/orgs/queries.ts";
import { defineQuery } from "#lib/web/define-query.ts";
import { findSetupFacts, isSetUp } from "#lib/web/setup-facts.ts";

/** What the frame says on every page. */
export const frameQuery = defineQuery({
  permission: "audit.read",
  input: nothing,
  run: async (tx, actor) => ({
    venueName: (await findVenue(tx))?.name ?? "Venue",
    auditEvents: await countAuditEvents(tx),
    demo: await hasDemoData(tx),
    setUp: isSetUp(await findSetupFacts(tx, actor)),
  }),
});
