import { type FilterField, type FilterOp, parseFilters, type SearchParams } from "#components/ui/filters.ts";
import { type KeyFilter, type KeySort, keyFilterFields, type ListKeysInput } from "#lib/keys/contract.ts";
import { type SavedKeyViewId, savedKeyViews } from "#lib/keys/saved-views.ts";
import { KEY_KIND_WORDS } from "./key-words.ts";

/** How the list of keys stands in a URL: `view` names a saved view, every chip is an `f`. Pure. */

type Organization = { readonly id: string; readonly name: string };

/** The chips a list of keys takes. */
export function keyFields(organizations: readonly Organization[]): readonly FilterField[] {
  return [
    {
      id: "status",
      label: "Status",
      kind: "choice",
      options: [
        { value: "active", label: "Active" },
        { value: "suspended", label: "Suspended" },
        { value: "expired", label: "Expired" },
        { value: "revoked", label: "Revoked" },
      ],
    },
    {
      id: "org",
      label: "Organization",
      kind: "choice",
      options: organizations.map(({ id, name }) => ({ value: id, label: name })),
    },
    {
      id: "risk",
      label: "Risk",
      kind: "choice",
      options: [
        { value: "read", label: "Reads only" },
        { value: "trade", label: "Trades" },
        { value: "transfer", label: "Moves money" },
      ],
    },
    {
      id: "kind",
      label: "Kind",
      kind: "choice",
      options: Object.entries(KEY_KIND_WORDS).map(([value, label]) => ({ value, label })),
    },
    {
      id: "env",
      label: "Environment",
      kind: "choice",
      options: [
        { value: "live", label: "Live" },
        { value: "test", label: "Test" },
      ],
    },
    {
      id: "networks",
      label: "Networks",
      ops: ["is"],
      kind: "choice",
      options: [
        { value: "any", label: "Any address" },
        { value: "listed", label: "An IP list" },
      ],
    },
    {
      id: "expires",
      label: "Expires",
      ops: ["is"],
      kind: "choice",
      options: [7, 30, 90].map((days) => ({ value: String(days), label: `Within ${days} days` })),
    },
    { id: "created", label: "Created", ops: ["after"], kind: "date" },
    {
      id: "rotation",
      label: "Rotation",
      ops: ["is"],
      kind: "choice",
      options: [{ value: "running", label: "Under way" }],
    },
  ];
}

export type KeyListAsked = Pick<ListKeysInput, "filter" | "sort" | "direction"> & {
  /** Chips that exclude each other: no key is both. */
  readonly impossible: boolean;
};

/** What the URL asks of the server. A chip that can't be understood stays a red chip and asks nothing. */
export function readKeyList(params: SearchParams, organizations: readonly Organization[]): KeyListAsked {
  const { text, filters } = parseFilters(params, keyFields(organizations));
  const search = text.slice(0, TEXT_CHARS_MAX).trim();
  // What no name can hold is found in none.
  const unheard = search !== "" && !keyFilterFields.text.safeParse(search).success;
  const value = (field: string) => filters.find((filter) => filter.field === field)?.value;
  const asked = CHOICES.map(
    (field) => [field, choice(filters.filter((filter) => filter.field === field))] as const,
  );
  const filter = {
    ...(search !== "" && { text: search }),
    ...Object.fromEntries(asked.filter(([, choice]) => choice !== null)),
    ...(value("networks") && { networks: value("networks") }),
    ...(value("expires") && { expiresWithinDays: Number(value("expires")) }),
    ...(value("created") && { createdAfter: value("created") }),
    ...(value("rotation") && { rotating: true }),
  } as KeyFilter;
  return {
    filter,
    ...readSort(params),
    impossible: unheard || asked.some(([, choice]) => choice?.values.length === 0),
  };
}

const TEXT_CHARS_MAX = 100;
const SORTS: readonly KeySort[] = ["created", "expires", "name"];
const CHOICES = ["status", "org", "risk", "kind", "env"] as const;

type Compared = { readonly op: FilterOp; readonly value: string };

/** Several chips of one field: any of those it is, and none of those it is not; null for no chip. */
function choice(chips: readonly Compared[]): { op: "is" | "is_not"; values: string[] } | null {
  if (chips.length === 0) return null;
  const valuesOf = (wanted: FilterOp) => [
    ...new Set(chips.filter(({ op }) => op === wanted).map(({ value }) => value)),
  ];
  const [is, isNot] = [valuesOf("is"), valuesOf("is-not")];
  if (is.length === 0) return { op: "is_not", values: isNot };
  return { op: "is", values: is.filter((value) => !isNot.includes(value)) };
}

function readSort(params: SearchParams): Pick<ListKeysInput, "sort" | "direction"> {
  const raw = first(params, "sort") ?? "-created";
  const descending = raw.startsWith("-");
  const sort = SORTS.find((name) => name === raw.replace(/^-/, ""));
  return sort === undefined
    ? { sort: "created", direction: "desc" }
    : { sort, direction: descending ? "desc" : "asc" };
}

/** The address of a list of keys: `keysHref({ org: id })`. */
export function keysHref(chips: readonly string[], view: SavedKeyViewId = "all"): string {
  const params = new URLSearchParams({ view });
  for (const chip of chips) params.append("f", chip);
  return `/keys?${params}`;
}

export function viewHref(id: SavedKeyViewId): string {
  const view = savedKeyViews.find((candidate) => candidate.id === id) ?? savedKeyViews[0];
  return keysHref(chipsOf(view.filter), view.id);
}

/** The saved view that the URL names, and whether its filters are still the view's own. */
export function currentView(params: SearchParams): { id: SavedKeyViewId; changed: boolean } {
  const named = first(params, "view");
  const view = savedKeyViews.find(({ id }) => id === named) ?? savedKeyViews[0];
  const chips = all(params, "f");
  const own = chipsOf(view.filter);
  const same = chips.length === own.length && own.every((chip) => chips.includes(chip));
  return { id: view.id, changed: !same || (first(params, "q") ?? "") !== "" };
}

/** A saved view's filter as the chips that stand for it. */
function chipsOf(filter: KeyFilter): string[] {
  const chips: string[] = [];
  for (const field of CHOICES) {
    const asked = filter[field];
    for (const value of asked?.values ?? [])
      chips.push(`${field}:${asked?.op === "is" ? "is" : "is-not"}:${value}`);
  }
  if (filter.networks) chips.push(`networks:is:${filter.networks}`);
  if (filter.expiresWithinDays) chips.push(`expires:is:${filter.expiresWithinDays}`);
  if (filter.createdAfter) chips.push(`created:after:${filter.createdAfter}`);
  if (filter.rotating) chips.push("rotation:is:running");
  return chips;
}

function first(params: SearchParams, key: string): string | undefined {
  return all(params, key)[0];
}

function all(params: SearchParams, key: string): string[] {
  if (params instanceof URLSearchParams) return params.getAll(key);
  return [params[key] ?? []].flat();
}
