"use client";

import { Pause, RefreshCw } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import { useLiveQuery } from "#components/identity/use-live-query.ts";
import { Age } from "#components/ui/age.tsx";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { ColumnsMenu } from "#components/ui/columns-menu.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { withParam } from "#components/ui/filters.ts";
import { formatCapped, formatPlace } from "#components/ui/format.ts";
import { SavedViews } from "#components/ui/saved-views.tsx";
import type { Result } from "#lib/kernel/result.ts";
import { KEYS_COUNT_MAX, type KeyPage } from "#lib/keys/contract.ts";
import type { SavedKeyViewCounts } from "#lib/keys/saved-views.ts";
import { savedKeyViews } from "#lib/keys/saved-views.ts";
import type { Scope } from "#lib/keys/scopes.ts";
import type { UsageByKey } from "#lib/traffic/contract.ts";
import { catalogueOf } from "./catalogue-of.ts";
import type { KeyActions } from "./key-acts.ts";
import { KEYS_TABLE_ID, keyColumns } from "./key-columns.ts";
import { currentView, keyFields, viewHref } from "./key-filters.ts";
import { keyRow } from "./key-row.tsx";
import { NoKeys } from "./no-keys.tsx";
import { useKeyActs } from "./use-key-acts.tsx";

const REFRESH_SEC = 10;

type Props = {
  readonly page: KeyPage;
  /** null: they could not be counted. */
  readonly counts: SavedKeyViewCounts | null;
  readonly usage: Result<UsageByKey, string>;
  readonly organizations: readonly { readonly id: string; readonly name: string }[];
  readonly scopes: readonly Scope[];
  readonly actions: KeyActions;
  readonly nowMs: number;
};

/** The list of keys: views, filters, rows whose figures live on, and what can be done with a selection. */
export function KeysList({ page, counts, usage, organizations, scopes, actions, nowMs }: Props) {
  const path = usePathname();
  const search = useSearchParams();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const [generation, setGeneration] = useState(0);
  const columns = useMemo(() => keyColumns(params), [params]);
  const fields = useMemo(() => keyFields(organizations), [organizations]);
  const catalogue = useMemo(() => catalogueOf(scopes), [scopes]);
  const keyIds = page.rows.map(({ keyId }) => keyId);
  const live = useLiveQuery({
    path: "/keys/usage",
    input: { keyIds },
    initial: usage,
    refreshMs: REFRESH_SEC * 1_000,
  });
  const figures = live.result.ok ? live.result.value : usage.ok ? usage.value : null;
  // The table is drawn anew after an act, so that nothing stays selected that was dealt with.
  const acts = useKeyActs({
    actions,
    catalogue,
    nowMs,
    onDone: () => setGeneration((now) => now + 1),
  });
  const link = (to: "after" | "before", cursor: string | null) =>
    cursor && path + withParam(params, { after: null, before: null, [to]: cursor });

  return (
    <>
      <Views params={params} counts={counts} />
      <div className="my-3 grid gap-3">
        <FilterBar
          placeholder="Name, key id, organization or IP"
          fields={fields}
          right={
            <span className="max-md:hidden">
              <ColumnsMenu tableId={KEYS_TABLE_ID} columns={columns} />
            </span>
          }
        />
        {acts.receipt}
      </div>
      <DataTable
        key={generation}
        id={KEYS_TABLE_ID}
        caption="Keys"
        columns={columns}
        rows={page.rows.map((key) =>
          keyRow(key, figures?.keys[key.keyId], (act, row) => acts.ask(act, [row])),
        )}
        foot={{
          label: footLabel(page),
          ...(figures && page.rows.length > 0 && { updated: <Age at={figures.at} everySec={REFRESH_SEC} /> }),
          previousHref: link("before", page.previous),
          nextHref: link("after", page.next),
        }}
        empty={<NoKeys params={params} fields={fields} path={path} anyKey={(counts?.all.count ?? 1) > 0} />}
        bulk={{
          noun: "key",
          actions: ({ ids }) => {
            const chosen = page.rows.filter(({ keyId }) => ids.includes(keyId));
            const [only] = chosen;
            return (
              <>
                {only && chosen.length === 1 && only.status !== "revoked" && only.badge !== "Rotating" && (
                  <LinkButton href={`/keys/${only.keyId}/rotate`} icon={<RefreshCw />} shortcut="r">
                    Rotate…
                  </LinkButton>
                )}
                <Button
                  variant="danger-outline"
                  icon={<Pause />}
                  shortcut="s"
                  onClick={() => acts.ask("suspend", chosen)}
                >
                  Suspend…
                </Button>
              </>
            );
          },
        }}
      />
      {acts.dialog}
    </>
  );
}

function Views({
  params,
  counts,
}: {
  readonly params: URLSearchParams;
  readonly counts: SavedKeyViewCounts | null;
}) {
  const current = currentView(params);
  return (
    <SavedViews
      views={savedKeyViews.map(({ id, name }) => {
        const counted = counts?.[id];
        return {
          href: viewHref(id),
          label: id === "all" ? "All keys" : name,
          current: id === current.id,
          ...(counted && {
            count: formatCapped(counted.exact ? counted.count : KEYS_COUNT_MAX + 1, KEYS_COUNT_MAX),
          }),
        };
      })}
      {...(current.changed && { changed: { resetHref: viewHref(current.id) } })}
    />
  );
}

function footLabel({ rows, total, previous, next }: KeyPage): string {
  const all = formatCapped(total.exact ? total.count : KEYS_COUNT_MAX + 1, KEYS_COUNT_MAX);
  if (rows.length === 0) return "0 keys";
  return formatPlace(rows.length, all, { newer: previous, older: next });
}
