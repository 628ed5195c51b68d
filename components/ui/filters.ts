/**
 * A list's filters as its URL carries them. One convention for every list:
 *
 * `q` free text · `f` one filter each, `field:op:value` · `sort` · `after`, `before` the keyset's ends.
 *
 * Pure; pages read with {@link parseFilters} and hand `filters` to their query, the bar draws `chips`.
 */

import { formatClock, formatDate } from "./format.ts";

const FILTERS_MAX = 20;
const TEXT_CHARS_MAX = 200;

export type FilterOp = "is" | "is-not" | "has" | "after" | "before" | "over" | "under";

export type FilterField = {
  id: string;
  label: string;
  /** The comparisons its list can answer, where that is not all of its kind. */
  ops?: readonly FilterOp[];
} & (
  | { kind: "choice"; options: readonly { value: string; label: string }[] }
  | { kind: "text" }
  /** `minutes`: its values may also be a minute of a day, as a chart's bars lead to. */
  | { kind: "date"; minutes?: true }
  | { kind: "number" }
);

export type Filter = { field: string; op: FilterOp; value: string };

/** One chip: words for a filter that applies, a reason for one that does not. */
export type Chip = { raw: string; label: string; op: string; value: string; broken?: string };

const OPS: Record<FilterField["kind"], readonly FilterOp[]> = {
  choice: ["is", "is-not"],
  text: ["has", "is"],
  date: ["after", "before"],
  number: ["over", "under"],
};

export const OP_WORDS: Record<FilterOp, string> = {
  is: "is",
  "is-not": "is not",
  has: "contains",
  after: "after",
  before: "before",
  over: "more than",
  under: "less than",
};

/** The comparisons a field takes, the first of them as the default. */
export function opsOf(field: FilterField): readonly FilterOp[] {
  return field.ops ?? OPS[field.kind];
}

/** What Next hands a page, or what the browser holds. */
export type SearchParams = URLSearchParams | Record<string, string | string[] | undefined>;

/** Reads the URL. A filter that can't be understood becomes a broken chip, and the others still apply. */
export function parseFilters(params: SearchParams, fields: readonly FilterField[]) {
  const filters: Filter[] = [];
  const chips = all(params, "f")
    .slice(0, FILTERS_MAX)
    .map((raw): Chip => {
      const read = readFilter(raw, fields);
      if (!("broken" in read.chip)) filters.push(read.filter);
      return read.chip;
    });
  const text = (all(params, "q")[0] ?? "").trim().slice(0, TEXT_CHARS_MAX);
  return { text, filters, chips };
}

function readFilter(raw: string, fields: readonly FilterField[]): { filter: Filter; chip: Chip } {
  const [id = "", op = "", ...rest] = raw.split(":");
  const value = rest.join(":");
  const field = fields.find((candidate) => candidate.id === id);
  const filter = { field: id, op: op as FilterOp, value };
  if (!field)
    return { filter, chip: { raw, label: id, op, value, broken: `There is no filter “${id}” here.` } };
  const words = { raw, label: field.label, op: OP_WORDS[filter.op] ?? op };
  if (!opsOf(field).includes(filter.op)) {
    return { filter, chip: { ...words, value, broken: `${field.label} can't be compared with “${op}”.` } };
  }
  const shown =
    field.kind === "choice" ? field.options.find((option) => option.value === value)?.label : value;
  const broken = brokenValue(field, value, shown);
  if (broken) return { filter, chip: { ...words, value: shown ?? value, broken } };
  const written = field.kind === "date" ? formatDay(value) : (shown ?? value);
  return { filter, chip: { ...words, value: written } };
}

function formatDay(value: string): string {
  const atMs = Date.parse(value);
  return value.length === 10
    ? formatDate(atMs, "UTC")
    : `${formatDate(atMs, "UTC")} ${formatClock(atMs, "UTC")}`;
}

function brokenValue(field: FilterField, value: string, shown: string | undefined): string | null {
  if (value === "" || value.length > TEXT_CHARS_MAX) return `${field.label} needs a value.`;
  if (field.kind === "choice" && shown === undefined)
    return `“${value}” is not one of ${field.label.toLowerCase()}.`;
  if (field.kind === "number" && !/^\d{1,15}$/.test(value)) return `“${value}” is not a whole number.`;
  if (field.kind === "date" && !isDate(value, field.minutes === true))
    return `“${value}” is not a date like 2026-11-23.`;
  return null;
}

/** A day in UTC: `2026-11-23`; or a minute of one: `2026-11-23T15:30Z`. */
function isDate(value: string, minutes: boolean): boolean {
  const form = minutes ? /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}Z)?$/ : /^\d{4}-\d{2}-\d{2}$/;
  if (!form.test(value)) return false;
  const at = new Date(value);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value.replace("Z", ""));
}

/** The search part with one filter more, from the list's beginning. */
export function withFilter(params: SearchParams, { field, op, value }: Filter): string {
  return write(params, [...all(params, "f"), `${field}:${op}:${value}`]);
}

/** The search part with one filter less. */
export function withoutFilter(params: SearchParams, raw: string): string {
  return write(
    params,
    all(params, "f").filter((other) => other !== raw),
  );
}

/** The search part with neither text nor filters; the sort stays. */
export function withoutFilters(params: SearchParams): string {
  return write(params, [], true);
}

/** The search part with another value for one key (`sort`, `after`, `event`), null to leave it out. */
export function withParam(params: SearchParams, changes: Record<string, string | null>): string {
  const next = toUrl(params);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) next.delete(key);
    else next.set(key, value);
  }
  return `?${next}`;
}

/**
 * A sortable header's link and state, for `TableColumn.sort`. `sort=-lastUsed` is descending.
 *
 * @param first the direction of the first press.
 */
export function sortLink(
  params: SearchParams,
  column: string,
  first: "ascending" | "descending" = "ascending",
) {
  const now = all(params, "sort")[0] ?? "";
  const direction = now === column ? "ascending" : now === `-${column}` ? "descending" : null;
  const next = direction === null ? first : direction === "ascending" ? "descending" : "ascending";
  const href = withParam(params, {
    sort: next === "descending" ? `-${column}` : column,
    after: null,
    before: null,
  });
  return { href, direction } as const;
}

function write(params: SearchParams, filters: readonly string[], dropText = false): string {
  const next = toUrl(params);
  for (const key of ["f", "after", "before"]) next.delete(key);
  if (dropText) next.delete("q");
  for (const filter of filters) next.append("f", filter);
  return `?${next}`;
}

function toUrl(params: SearchParams): URLSearchParams {
  if (params instanceof URLSearchParams) return new URLSearchParams(params);
  const pairs = Object.entries(params).flatMap(([key, value]) =>
    [value ?? []].flat().map((one): [string, string] => [key, one]),
  );
  return new URLSearchParams(pairs);
}

function all(params: SearchParams, key: string): string[] {
  return toUrl(params).getAll(key);
}
