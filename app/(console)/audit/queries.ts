import "server-only";
import { countNewerInput, findAuditInput, histogramInput, listAuditInput } from "#lib/audit/contract.ts";
import { auditHistogram } from "#lib/audit/histogram.ts";
import { countNewerEvents, findAuditEvent, listAuditActors, listAuditEvents } from "#lib/audit/queries.ts";
import { nothing } from "#lib/identity/contract.ts";
import { defineQuery } from "#lib/web/define-query.ts";

export const auditEventsQuery = defineQuery({
  permission: "audit.read",
  input: listAuditInput,
  run: listAuditEvents,
});

export const auditHistogramQuery = defineQuery({
  permission: "audit.read",
  input: histogramInput,
  run: auditHistogram,
});

export const auditEventQuery = defineQuery({
  permission: "audit.read",
  input: findAuditInput,
  run: findAuditEvent,
});

export const auditActorsQuery = defineQuery({
  permission: "audit.read",
  input: nothing,
  run: listAuditActors,
});

export const newerEventsQuery = defineQuery({
  permission: "audit.read",
  input: countNewerInput,
  run: countNewerEvents,
});
