"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { useLiveQuery } from "#components/identity/use-live-query.ts";
import { Age } from "#components/ui/age.tsx";
import { BarPanels } from "#components/ui/bar-panels.tsx";
import { useZone } from "#components/ui/clock.tsx";
import { ColumnsMenu } from "#components/ui/columns-menu.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { withParam } from "#components/ui/filters.ts";
import { formatCapped, formatPlace } from "#components/ui/format.ts";
import { SavedViews } from "#components/ui/saved-views.tsx";
import { ok } from "#lib/kernel/result.ts";
import {
  DENIED_COUNT_MAX,
  type DeniedPage,
  type TrafficFilter,
  type TrafficOverview,
  trafficRanges,
  type Usage,
} from "#lib/traffic/contract.ts";
import { DenialReasonsTable } from "./denial-reasons-table.tsx";
import { DENIED_TABLE_ID, deniedColumns } from "./denied-columns.ts";
import { deniedRow } from "./denied-row.tsx";
import { NoDenied } from "./no-denied.tsx";
import { isQuiet, NoTraffic } from "./no-traffic.tsx";
import { SharesTable } from "./shares-table.tsx";
import { barHref, chipHref, rangeHref, ranges, requestHref, trafficFields } from "./traffic-filters.ts";

const REFRESH_SEC = 10;

type Props = {
  readonly overview: TrafficOverview;
  readonly page: DeniedPage;
  readonly filter: TrafficFilter;
  readonly organizations: readonly { readonly id: string; readonly name: string }[];
  /** The search is for what no request has. */
  readonly impossible: boolean;
  /** The request that is open beside the list. */
  readonly open: string | null;
};

/** What passes the gate and what it refuses: over time, by whom, why, one by one. Figures live on; rows wait. */
export function TrafficBoard({ overview, page, filter, organizations, impossible, open }: Props) {
  const search = useSearchParams();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const live = useLiveQuery<TrafficOverview, string>({
    path: "/traffic/data",
    input: { filter, after: page.first },
    initial: ok(overview),
    refreshMs: REFRESH_SEC * 1_000,
  });
  const now = live.result.ok ? live.result.value : overview;
  const fields = useMemo(() => trafficFields({ organizations }), [organizations]);
  const { words } = trafficRanges[filter.range];
  const filtered = impossible || Object.keys(filter).length > 1;
  const nothing = page.rows.length === 0 && !filtered && isQuiet(now.usage);
  const part = filter.from !== undefined || filter.to !== undefined ? ", the chosen part" : "";

  return (
    <>
      <SavedViews
        views={ranges.map((range) => ({
          href: rangeHref(params, range),
          label: sentenceCase(trafficRanges[range].words),
          current: range === filter.range,
        }))}
      />
      <div className="my-3">
        <FilterBar placeholder="Key id, address or request id" fields={fields} />
      </div>
      {nothing ? (
        <NoTraffic words={words} />
      ) : (
        <div className="grid gap-4">
          <UsageChart usage={now.usage} words={words} params={params} />
          <DenialReasonsTable
            title={`Why requests were denied, ${words}${part}`}
            reasons={now.reasons}
            hrefOf={(code) => chipHref(params, "code", code)}
            empty="No request was denied."
          />
          <div className="grid items-start gap-4 xl:grid-cols-2">
            <SharesTable
              id="by-organization"
              title={`Requests by organization, ${words}${part}`}
              what="Organization"
              shares={now.byOrganization}
              hrefOf={({ id }) => (id === "" ? null : chipHref(params, "org", id))}
              empty="No request yet."
            />
            <SharesTable
              id="by-route"
              title={`Requests by route, ${words}${part}`}
              what="Route"
              mono
              shares={now.byRoute}
              hrefOf={({ id }) => {
                const route = id.split("\n")[1] ?? "";
                return route === "" ? null : chipHref(params, "route", route);
              }}
              empty="No request yet."
            />
          </div>
          <DeniedList
            page={page}
            fields={fields}
            filter={filter}
            params={params}
            open={open}
            news={impossible ? 0 : now.newer}
            at={now.at}
          />
        </div>
      )}
    </>
  );
}

type ListProps = Pick<Props, "page" | "filter" | "open"> & {
  readonly fields: ReturnType<typeof trafficFields>;
  readonly params: URLSearchParams;
  readonly news: number;
  readonly at: string;
};

function DeniedList({ page, fields, filter, params, open, news, at }: ListProps) {
  const router = useRouter();
  const zone = useZone();
  const link = (to: "after" | "before", cursor: string | null) =>
    cursor && `/traffic${withParam(params, { after: null, before: null, request: null, [to]: cursor })}`;
  const showNews = () => {
    if (page.newer === null) router.refresh();
    else
      router.push(`/traffic${withParam(params, { after: null, before: null, request: null })}`, {
        scroll: false,
      });
  };
  return (
    <section aria-label="Denied requests" className="grid gap-2">
      <div className="flex items-center justify-between gap-4">
        <h2 className="font-semibold text-body text-ink">Denied requests</h2>
        <ColumnsMenu tableId={DENIED_TABLE_ID} columns={deniedColumns} />
      </div>
      <DataTable
        id={DENIED_TABLE_ID}
        caption="Denied requests, newest first"
        columns={deniedColumns}
        rows={page.rows.map((row) =>
          deniedRow(row, requestHref(params, row.requestId), zone, row.requestId === open),
        )}
        news={{ count: news, onShow: showNews }}
        foot={{
          label: footLabel(page),
          updated: <Age at={at} everySec={REFRESH_SEC} />,
          previousHref: link("after", page.newer),
          nextHref: link("before", page.older),
        }}
        empty={<NoDenied params={params} fields={fields} range={filter.range} />}
      />
    </section>
  );
}

function UsageChart({
  usage,
  words,
  params,
}: {
  readonly usage: Usage;
  readonly words: string;
  readonly params: URLSearchParams;
}) {
  return (
    <BarPanels
      title={`Requests by outcome, ${words}`}
      startMs={Date.parse(usage.from)}
      bucketMs={usage.bucketMs}
      running
      hrefs={usage.points.map(({ at }) => barHref(params, Date.parse(at), usage.bucketMs))}
      panels={[
        {
          id: "allowed",
          label: "Allowed",
          tone: "allowed",
          values: usage.points.map(({ allowed }) => allowed),
        },
        { id: "denied", label: "Denied", tone: "denied", values: usage.points.map(({ denied }) => denied) },
      ]}
    />
  );
}

function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function footLabel({ rows, total, newer, older }: DeniedPage): string {
  const all = formatCapped(total.exact ? total.count : DENIED_COUNT_MAX + 1, DENIED_COUNT_MAX);
  if (rows.length === 0) return "0 denied requests";
  return formatPlace(rows.length, all, { newer, older });
}
