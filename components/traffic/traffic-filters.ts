import { type FilterField, parseFilters, type SearchParams, withParam } from "#components/ui/filters.ts";
import {
  denialCodes,
  type TrafficFilter,
  type TrafficRange,
  trafficFilterFields,
  trafficRanges,
} from "#lib/traffic/contract.ts";

/** How the traffic page stands in a URL: every chip is an `f`, the open request is `request`. Pure. */

type Choices = { readonly organizations: readonly { readonly id: string; readonly name: string }[] };

export const RANGE_DEFAULT: TrafficRange = "24h";
export const ranges = Object.keys(trafficRanges) as TrafficRange[];

/** The chips that the page takes. */
export function trafficFields({ organizations }: Choices): readonly FilterField[] {
  return [
    {
      id: "code",
      label: "Reason",
      kind: "choice",
      ops: ["is"],
      options: denialCodes.map((code) => ({ value: code, label: code })),
    },
    {
      id: "org",
      label: "Organization",
      kind: "choice",
      ops: ["is"],
      options: organizations.map(({ id, name }) => ({ value: id, label: name })),
    },
    { id: "key", label: "Key id", kind: "text", ops: ["is"] },
    { id: "ip", label: "Address", kind: "text", ops: ["is"] },
    { id: "upstream", label: "Upstream", kind: "text", ops: ["is"] },
    { id: "route", label: "Route", kind: "text", ops: ["is"] },
    {
      id: "range",
      label: "Range",
      kind: "choice",
      ops: ["is"],
      options: ranges.map((range) => ({ value: range, label: trafficRanges[range].words })),
    },
    { id: "time", label: "Time", kind: "date", minutes: true },
  ];
}

export type TrafficAsked = {
  readonly filter: TrafficFilter;
  readonly older?: string;
  readonly newer?: string;
  /** The refused request that is open beside the list. */
  readonly request: string | null;
  /** A search for what no request has. */
  readonly impossible: boolean;
};

const TEXTS = ["key", "ip", "upstream", "route"] as const;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** What the URL asks of the server: the last chip of each kind. What can't be understood asks nothing. */
export function readTraffic(params: SearchParams, choices: Choices): TrafficAsked {
  const { text, filters } = parseFilters(params, trafficFields(choices));
  const value = (field: string, op?: string) =>
    filters.findLast((filter) => filter.field === field && (op === undefined || filter.op === op))?.value;
  const filter: Record<string, unknown> = { range: value("range") ?? RANGE_DEFAULT };
  for (const field of ["code", "org"]) if (value(field) !== undefined) filter[field] = value(field);
  for (const field of TEXTS) {
    const read = trafficFilterFields[field].safeParse(value(field));
    if (read.success) filter[field] = read.data;
  }
  const found = searched(text);
  Object.assign(filter, found);
  for (const [name, op] of [
    ["from", "after"],
    ["to", "before"],
  ] as const) {
    const at = value("time", op);
    if (at !== undefined) filter[name] = new Date(at).toISOString();
  }
  const pasted = requestIdOf(text);
  return {
    filter: filter as TrafficFilter,
    ...cursor(params),
    request: requestIdOf(first(params, "request") ?? "") ?? pasted,
    impossible: text !== "" && found === null && pasted === null,
  };
}

/** What the free text can be besides a request's id: a key's id or an address. */
function searched(text: string): Partial<TrafficFilter> | null {
  const key = trafficFilterFields.key.safeParse(`k_${text.replace(/^k_/i, "").toUpperCase()}`);
  if (key.success) return { key: key.data };
  const ip = trafficFilterFields.ip.safeParse(text);
  return ip.success ? { ip: ip.data } : null;
}

/** A request's id, as answers carry it; null when the text is something else. */
export function requestIdOf(text: string): string | null {
  const id = text.trim().toLowerCase();
  return UUID.test(id) ? id : null;
}

/** The page's own order is by time, so `before` in its URL means older and `after` newer. */
function cursor(params: SearchParams): Pick<TrafficAsked, "older" | "newer"> {
  const [before, after] = [first(params, "before"), first(params, "after")];
  if (before !== undefined) return { older: before.slice(0, 80) };
  return after === undefined ? {} : { newer: after.slice(0, 80) };
}

/** The page with another range, from its list's beginning. */
export function rangeHref(params: URLSearchParams, range: TrafficRange): string {
  return replaced(params, ["range", "time"], range === RANGE_DEFAULT ? [] : [`range:is:${range}`]);
}

/** The page narrowed by one chip more, in the place of others of the same kind. */
export function chipHref(params: URLSearchParams, field: string, value: string): string {
  return replaced(params, [field], [`${field}:is:${value}`]);
}

/** The list narrowed to one bar of the chart. */
export function barHref(params: URLSearchParams, startMs: number, bucketMs: number): string {
  const minute = (ms: number) => `${new Date(ms).toISOString().slice(0, 16)}Z`;
  return replaced(
    params,
    ["time"],
    [`time:after:${minute(startMs)}`, `time:before:${minute(startMs + bucketMs)}`],
  );
}

/** The list as it is, with a request open beside it; null closes it. */
export function requestHref(params: SearchParams, requestId: string | null): string {
  // A pasted request id opened the request: closing it takes the search back too.
  const pasted = requestIdOf(first(params, "q") ?? "") !== null;
  return `/traffic${withParam(params, { request: requestId, ...(pasted && { q: null }) })}`;
}

function replaced(params: URLSearchParams, fields: readonly string[], chips: readonly string[]): string {
  const next = new URLSearchParams(params);
  const kept = next.getAll("f").filter((raw) => !fields.some((field) => raw.startsWith(`${field}:`)));
  for (const key of ["f", "before", "after", "request"]) next.delete(key);
  for (const raw of [...kept, ...chips]) next.append("f", raw);
  return `/traffic?${next}`;
}

function first(params: SearchParams, key: string): string | undefined {
  if (params instanceof URLSearchParams) return params.get(key) ?? undefined;
  return [params[key] ?? []].flat()[0];
}
