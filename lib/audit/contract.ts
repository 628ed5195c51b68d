import * as z from "zod/mini";
import { strictInput } from "#lib/kernel/strict-input.ts";
import { textField } from "#lib/kernel/text-field.ts";
import { eventNames } from "./catalogue.ts";

/** Runs anywhere. Components may also import catalogue, describe-change and read-entry. */

export const AUDIT_PAGE_SIZE = 50;
export const AUDIT_COUNT_MAX = 10_000;
/** Bars of the histogram at most: a year of days. */
export const HISTOGRAM_BARS_MAX = 366;

const many = <S extends z.core.$ZodType>(item: S) =>
  z
    .array(item, "Choose at least one.")
    .check(z.minLength(1, "Choose at least one."), z.maxLength(20, "Choose at most 20."));

/** An RFC 3339 instant, or a date alone, which means the whole of that day in UTC. */
const moment = z.union(
  [z.iso.date(), z.iso.datetime({ offset: true })],
  "A date such as 2026-11-23, or a time such as 2026-11-23T15:42:10Z.",
);

const id = (what: string) =>
  z
    .string(`${what} is an id.`)
    .check(z.trim(), z.minLength(1, `${what} is an id.`), z.maxLength(100, `${what} is an id.`));

/** One entry a chip, so that a page can parse each alone and keep the rest when one is broken. */
export const auditFilterFields = {
  /** An event's number or id, any other id, or the name of a key, an organization or a person. */
  text: textField("The search", 1, 100),
  /** Actors' ids: a person's UUID, `cli:root`, `system:gate`. */
  actor: many(id("An actor")),
  action: many(z.enum(eventNames as [(typeof eventNames)[number]], "No such action.")),
  target: many(id("A target")),
  org: many(z.uuid("Name the organization by its id.")),
  outcome: z.enum(["success", "failure"], "The outcome is success or failure."),
  from: moment,
  to: moment,
} as const;

const optional = <S extends Parameters<typeof z.optional>[0]>(schema: S) => z.optional(schema);
export const auditFilter = strictInput({
  text: optional(auditFilterFields.text),
  actor: optional(auditFilterFields.actor),
  action: optional(auditFilterFields.action),
  target: optional(auditFilterFields.target),
  org: optional(auditFilterFields.org),
  outcome: optional(auditFilterFields.outcome),
  from: optional(auditFilterFields.from),
  to: optional(auditFilterFields.to),
});
export type AuditFilter = z.output<typeof auditFilter>;

/** An event's number in the log. */
export const eventIndex = z
  .int("An event's number is a whole number.")
  .check(z.minimum(0, "An event's number is 0 or more."));

export const listAuditInput = strictInput({
  filter: z._default(auditFilter, {}),
  /** Events older than this number. At most one of the two. */
  before: z.optional(eventIndex),
  /** Events newer than this number. */
  after: z.optional(eventIndex),
});
export type ListAuditInput = z.output<typeof listAuditInput>;

export const countNewerInput = strictInput({ filter: z._default(auditFilter, {}), after: z.int() });
export type CountNewerInput = z.output<typeof countNewerInput>;

export const histogramInput = strictInput({ filter: z._default(auditFilter, {}) });
export type HistogramInput = z.output<typeof histogramInput>;

/** By its number, or by its id. */
export const findAuditInput = strictInput({
  event: z.union([eventIndex, z.uuid("Name the event by its number or its id.")]),
  /** Its neighbours are those of this list. */
  filter: z._default(auditFilter, {}),
});
export type FindAuditInput = z.output<typeof findAuditInput>;

export type AuditRow = {
  readonly index: number;
  readonly eventId: string;
  readonly at: string;
  readonly org: { readonly id: string; readonly name: string };
  readonly action: string;
  readonly actor: {
    readonly kind: "person" | "command" | "system";
    readonly id: string;
    /** As a person reads it; a person whose name was redacted goes by their id. */
    readonly name: string;
    readonly email: string | null;
  };
  readonly target: { readonly type: string; readonly id: string; readonly name: string | null };
  readonly outcome: "success" | "failure";
  readonly ip: string | null;
  /** What was done to what, without its subject: "suspended mm-prod-eu-2". */
  readonly sentence: string;
};

export type AuditPage = {
  /** Newest first. */
  readonly rows: readonly AuditRow[];
  /** Exact up to 10,000; then `count` is 10,000 and `exact` false. */
  readonly total: { readonly count: number; readonly exact: boolean };
  /** For `after` and `before`; null where there is no such page. */
  readonly newer: number | null;
  readonly older: number | null;
  /** The log's newest event when the page was made, whatever the filter; −1: the log is empty. */
  readonly newest: number;
};

/** One field that an act changed. `added` and `removed` for lists, else `from` and `to`; null: it wasn't there. */
export type Change = { readonly field: string; readonly label: string } & (
  | { readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly from: string | null; readonly to: string | null }
);

/** A value the entry only commits to. */
export type PersonalValue = {
  /** JSON Pointer into the entry. */
  readonly path: string;
  readonly label: string;
  /** null: redacted. */
  readonly value: string | null;
  /** Whether the value is the one committed to; null: redacted, so nobody can tell. */
  readonly verified: boolean | null;
};

export type AuditEvent = AuditRow & {
  readonly severity: string;
  readonly ocsfClass: string;
  readonly reason: string | null;
  readonly sessionId: string | null;
  readonly role: string | null;
  /** What the session was opened with. */
  readonly factor: string | null;
  /** When the actor last confirmed with a passkey before the act. */
  readonly steppedUpAt: string | null;
  readonly userAgent: string | null;
  readonly changes: readonly Change[];
  readonly details: readonly { readonly label: string; readonly value: string }[];
  readonly personal: readonly PersonalValue[];
  /** The entry's text, byte for byte what is hashed. */
  readonly entry: string;
  /** The events beside it in the list that was asked for. */
  readonly newer: number | null;
  readonly older: number | null;
};
export type FindAuditError = "event_not_found";

export type Histogram = {
  readonly unit: "hour" | "day";
  /** The last bucket isn't over yet. */
  readonly running: boolean;
  readonly from: string;
  readonly to: string;
  /** Oldest first, every bucket of the range, those without events too. */
  readonly bars: readonly { readonly at: string; readonly success: number; readonly failure: number }[];
};

export type AuditActor = {
  readonly id: string;
  readonly kind: "person" | "command" | "system";
  readonly name: string;
};

/** How the log is doing. */
export type AuditState = {
  /** Events in the log. */
  readonly events: number;
  /** When the newest of them happened; null: there is none. */
  readonly newestAt: string | null;
  /** Since when the oldest event waits for its index; null: none waits. More than a few seconds: no worker runs. */
  readonly waitingSince: string | null;
};
