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
import { formatCapped, formatDate, formatPlace } from "#components/ui/format.ts";
import {
  AUDIT_COUNT_MAX,
  type AuditActor,
  type AuditFilter,
  type AuditPage,
  type Histogram,
} from "#lib/audit/contract.ts";
import { ok } from "#lib/kernel/result.ts";
import { auditFields, barHref, eventHref } from "./audit-filters.ts";
import { AUDIT_TABLE_ID, eventColumns } from "./event-columns.ts";
import { eventRow } from "./event-row.tsx";
import { NoEvents } from "./no-events.tsx";

const REFRESH_SEC = 5;
const HOUR_MS = 3_600_000;

type Props = {
  readonly page: AuditPage;
  /** null: it could not be counted. */
  readonly histogram: Histogram | null;
  /** What the chips ask, for counting what is newer. */
  readonly filter: AuditFilter;
  readonly actors: readonly AuditActor[];
  readonly organizations: readonly { readonly id: string; readonly name: string }[];
  /** The number of the event that is open beside the list. */
  readonly open: number | null;
  readonly readAt: string;
};

/** The list of events: filters, when they happened, rows newest first; news waits behind its count. */
export function AuditLog({ page, histogram, filter, actors, organizations, open, readAt }: Props) {
  const router = useRouter();
  const search = useSearchParams();
  const zone = useZone();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const fields = useMemo(() => auditFields({ actors, organizations }), [actors, organizations]);
  const shownFirst = page.newer === null;
  const newer = useLiveQuery<{ count: number; exact: boolean }, string>({
    path: "/audit/newer",
    input: { filter, after: page.newest },
    initial: ok({ count: 0, exact: true }),
    refreshMs: REFRESH_SEC * 1_000,
  });
  const count = newer.result.ok ? newer.result.value.count : 0;
  const link = (to: "after" | "before", cursor: number | null) =>
    cursor === null
      ? null
      : `/audit${withParam(params, { after: null, before: null, event: null, [to]: String(cursor) })}`;
  const showNews = () => {
    if (shownFirst) router.refresh();
    else
      router.push(`/audit${withParam(params, { after: null, before: null, event: null })}`, {
        scroll: false,
      });
  };

  return (
    <>
      <div className="mb-3">
        <FilterBar
          placeholder="Who, what, id"
          fields={fields}
          right={<ColumnsMenu tableId={AUDIT_TABLE_ID} columns={eventColumns} />}
        />
      </div>
      {histogram && page.total.count > 0 && (
        <div className="mb-4">
          <EventHistogram histogram={histogram} params={params} />
        </div>
      )}
      <DataTable
        id={AUDIT_TABLE_ID}
        caption="Events, newest first"
        columns={eventColumns}
        rows={page.rows.map((event) =>
          eventRow(event, eventHref(params, event.index), zone, event.index === open),
        )}
        news={{ count, onShow: showNews }}
        foot={{
          label: footLabel(page),
          ...(page.rows.length > 0 && {
            updated: <Age at={newer.updatedAtMs || readAt} everySec={REFRESH_SEC} />,
          }),
          previousHref: link("after", page.newer),
          nextHref: link("before", page.older),
        }}
        empty={<NoEvents params={params} fields={fields} anyEvent={page.newest >= 0} />}
      />
    </>
  );
}

function EventHistogram({
  histogram,
  params,
}: {
  readonly histogram: Histogram;
  readonly params: URLSearchParams;
}) {
  const { unit, running, from, to, bars } = histogram;
  const startMs = Date.parse(from);
  const [first, last] = [formatDate(startMs, "UTC"), formatDate(Date.parse(to), "UTC")];
  const failures = bars.some(({ failure }) => failure > 0);
  return (
    <BarPanels
      title={`Events by ${unit}, ${first === last ? first : `${first} to ${last}`}`}
      startMs={startMs}
      bucketMs={unit === "hour" ? HOUR_MS : 24 * HOUR_MS}
      running={running}
      hrefs={bars.map(({ at }) => barHref(params, Date.parse(at), unit))}
      panels={[
        {
          id: "success",
          label: "Done",
          tone: "allowed" as const,
          values: bars.map(({ success }) => success),
        },
        ...(failures
          ? [
              {
                id: "failure",
                label: "Refused or failed",
                tone: "denied" as const,
                values: bars.map(({ failure }) => failure),
              },
            ]
          : []),
      ]}
    />
  );
}

function footLabel({ rows, total, newer, older }: AuditPage): string {
  const all = formatCapped(total.exact ? total.count : AUDIT_COUNT_MAX + 1, AUDIT_COUNT_MAX);
  if (rows.length === 0) return "0 events";
  return formatPlace(rows.length, all, { newer, older });
}
