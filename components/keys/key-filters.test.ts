import { expect, it } from "vitest";
import { parseFilters } from "#components/ui/filters.ts";
import { keyFilter } from "#lib/keys/contract.ts";
import { savedKeyViews } from "#lib/keys/saved-views.ts";
import { currentView, keyFields, keysHref, readKeyList, viewHref } from "./key-filters.ts";

const HALCYON = { id: "0192f000-0000-7000-8000-000000000002", name: "Halcyon Capital" };
const asked = (search: string) => readKeyList(new URLSearchParams(search), [HALCYON]);

// Guarantee: a saved view's link asks for exactly the rows that its count was taken of.
it("writes every saved view into a URL that reads back as its filter", () => {
  for (const { id, filter } of savedKeyViews) {
    const params = new URL(viewHref(id), "http://localhost").searchParams;
    expect(readKeyList(params, []).filter).toEqual(filter);
    expect(currentView(params)).toEqual({ id, changed: false });
    expect(parseFilters(params, keyFields([])).chips.filter(({ broken }) => broken)).toEqual([]);
  }
});

it("joins chips of one field, and takes away what they exclude", () => {
  expect(asked("f=status:is:active&f=status:is:suspended").filter.status).toEqual({
    op: "is",
    values: ["active", "suspended"],
  });
  expect(asked("f=status:is-not:revoked&f=status:is-not:expired").filter.status).toEqual({
    op: "is_not",
    values: ["revoked", "expired"],
  });
  expect(asked("f=env:is:live&f=env:is-not:live").impossible).toBe(true);
});

// Guarantee: a broken chip leaves the others in force and never reaches the server.
it("asks only for what it understands", () => {
  const { filter, impossible } = asked(
    "f=status:is:gone&f=org:is:nobody&f=expires:is-not:30&f=created:after:yesterday&f=kind:is:hmac",
  );
  expect(filter).toEqual({ kind: { op: "is", values: ["hmac"] } });
  expect(impossible).toBe(false);
  expect(keyFilter.safeParse(filter).success).toBe(true);
});

it("says when the filters are no longer the view's own", () => {
  const changed = (search: string) => currentView(new URLSearchParams(search)).changed;
  expect(changed("view=all")).toBe(true);
  expect(changed("view=all&f=status:is-not:revoked&q=mm")).toBe(true);
  expect(changed("view=rotating&f=rotation:is:running")).toBe(false);
});

it("sorts by what the server has an index for, else newest first", () => {
  expect(asked("sort=-name")).toMatchObject({ sort: "name", direction: "desc" });
  expect(asked("sort=expires")).toMatchObject({ sort: "expires", direction: "asc" });
  expect(asked("sort=lastUsed")).toMatchObject({ sort: "created", direction: "desc" });
});

it("leads to an organization's keys", () => {
  const href = keysHref([`org:is:${HALCYON.id}`]);
  expect(asked(href.split("?")[1] ?? "").filter.org).toEqual({ op: "is", values: [HALCYON.id] });
});
