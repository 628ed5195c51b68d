import { type FilterField, parseFilters, type SearchParams, withParam } from "#components/ui/filters.ts";
import { eventNames } from "#lib/audit/catalogue.ts";
import { type AuditActor, type AuditFilter, auditFilterFields } from "#lib/audit/contract.ts";

/** How the audit log's list stands in a URL: every chip is an `f`, the open event is `event`. Pure. */

const DAY_MS = 86_400_000;

type Choices = {
  readonly actors: readonly AuditActor[];
  readonly organizations: readonly { readonly id: string; readonly name: string }[];
};

/** The chips that the list of events takes. */
export function auditFields({ actors, organizations }: Choices): readonly FilterField[] {
  return [
    {
      id: "action",
      label: "Action",
      kind: "choice",
      ops: ["is"],
      options: eventNames.map((name) => ({ value: name, label: name })),
    },
    {
      id: "actor",
      label: "Actor",
      kind: "choice",
      ops: ["is"],
      options: actors.map(({ id, name }) => ({ value: id, label: name })),
    },
    {
      id: "org",
      label: "Organization",
      kind: "choice",
      ops: ["is"],
      options: organizations.map(({ id, name }) => ({ value: id, label: name })),
    },
    { id: "target", label: "Target", kind: "text", ops: ["is"] },
    {
      id: "outcome",
      label: "Outcome",
      kind: "choice",
      ops: ["is"],
      options: [
        { value: "success", label: "Done" },
        { value: "failure", label: "Refused or failed" },
      ],
    },
    { id: "time", label: "Time", kind: "date", minutes: true },
  ];
}

export type AuditListAsked = {
  readonly filter: AuditFilter;
  readonly before?: number;
  readonly after?: number;
  /** The event that is open beside the list; null: none. A text that can name no event opens none. */
  readonly event: number | string | null;
  /** A search that no event can hold. */
  readonly impossible: boolean;
};

const TEXT_CHARS_MAX = 100;
const ID_CHARS_MAX = 100;
const VALUES_MAX = 20;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** What the URL asks of the server. A chip that can't be understood stays a red chip and asks nothing. */
export function readAuditList(params: SearchParams, choices: Choices): AuditListAsked {
  const { text, filters } = parseFilters(params, auditFields(choices));
  const search = text.slice(0, TEXT_CHARS_MAX).trim();
  const values = (field: string) => filters.filter((filter) => filter.field === field);
  const many = (field: string) =>
    [...new Set(values(field).map(({ value }) => value))]
      .filter((value) => value.length <= ID_CHARS_MAX)
      .slice(0, VALUES_MAX);
  const filter: Record<string, unknown> = {};
  if (search !== "") filter.text = search;
  for (const field of ["action", "actor", "org", "target"])
    if (many(field).length > 0) filter[field] = many(field);
  const outcomes = many("outcome");
  // Both outcomes are all there are.
  if (outcomes.length === 1) filter.outcome = outcomes[0];
  const from = latest(values("time").filter(({ op }) => op === "after"));
  const to = earliest(values("time").filter(({ op }) => op === "before"));
  if (from !== null) filter.from = new Date(from).toISOString();
  // "Before" leaves out the moment itself; the server's range has both its ends.
  if (to !== null) filter.to = new Date(to - 1).toISOString();
  return {
    filter: filter as AuditFilter,
    ...number(params, "before"),
    ...number(params, "after"),
    event: eventOf(params),
    impossible: search !== "" && !auditFilterFields.text.safeParse(search).success,
  };
}

type Valued = { readonly value: string };
const times = (chips: readonly Valued[]) => chips.map(({ value }) => Date.parse(value));
const latest = (chips: readonly Valued[]) => (chips.length === 0 ? null : Math.max(...times(chips)));
const earliest = (chips: readonly Valued[]) => (chips.length === 0 ? null : Math.min(...times(chips)));

function number(params: SearchParams, name: "before" | "after"): { before?: number; after?: number } {
  const value = first(params, name);
  return value !== undefined && /^\d{1,15}$/.test(value) ? { [name]: Number(value) } : {};
}

function eventOf(params: SearchParams): number | string | null {
  const value = first(params, "event")?.replaceAll(",", "");
  if (value === undefined) return null;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  return UUID.test(value) ? value.toLowerCase() : null;
}

/** The list as it is, with an event open beside it; null closes it. */
export function eventHref(params: SearchParams, index: number | null): string {
  return `/audit${withParam(params, { event: index === null ? null : String(index) })}`;
}

/** The list narrowed to one bar of its histogram. */
export function barHref(params: URLSearchParams, startMs: number, unit: "hour" | "day"): string {
  const next = new URLSearchParams(params);
  const others = next.getAll("f").filter((raw) => !raw.startsWith("time:"));
  for (const key of ["f", "before", "after", "event"]) next.delete(key);
  for (const raw of others) next.append("f", raw);
  next.append("f", `time:after:${moment(startMs, unit)}`);
  next.append("f", `time:before:${moment(startMs + (unit === "hour" ? DAY_MS / 24 : DAY_MS), unit)}`);
  return `/audit?${next}`;
}

function moment(ms: number, unit: "hour" | "day"): string {
  const text = new Date(ms).toISOString();
  return unit === "day" ? text.slice(0, 10) : `${text.slice(0, 16)}Z`;
}

function first(params: SearchParams, key: string): string | undefined {
  if (params instanceof URLSearchParams) return params.get(key) ?? undefined;
  return [params[key] ?? []].flat()[0];
}
