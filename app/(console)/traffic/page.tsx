import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { DeniedSheet } from "#components/traffic/denied-sheet.tsx";
import { TrafficBoard } from "#components/traffic/traffic-board.tsx";
import { readTraffic } from "#components/traffic/traffic-filters.ts";
import { withParam } from "#components/ui/filters.ts";
import { ok } from "#lib/kernel/result.ts";
import type { DeniedPage } from "#lib/traffic/contract.ts";
import { requireActor } from "#lib/web/require-actor.ts";
import { organizationsQuery } from "../organizations/queries.ts";
import { deniedRequestQuery, deniedRequestsQuery, trafficOverviewQuery } from "./queries.ts";

export const metadata: Metadata = { title: "Traffic" };

type Props = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

const NOTHING: DeniedPage = {
  rows: [],
  total: { count: 0, exact: true },
  newer: null,
  older: null,
  first: null,
};

export default async function TrafficPage({ searchParams }: Props) {
  await requireActor();
  const params = await searchParams;
  const known = await organizationsQuery({});
  const organizations = (known.ok ? known.value : []).map(({ id, name }) => ({ id, name }));
  const { filter, request, impossible, ...cursor } = readTraffic(params, { organizations });
  const here = `/traffic${withParam(params, {})}`;
  const [list, opened] = await Promise.all([
    impossible ? ok(NOTHING) : deniedRequestsQuery({ filter, ...cursor }),
    request === null ? null : deniedRequestQuery({ requestId: request, filter }),
  ]);
  if (!list.ok && list.code === "cursor_unknown")
    redirect(`/traffic${withParam(params, { after: null, before: null })}`);
  const overview = await trafficOverviewQuery({ filter, after: list.ok ? list.value.first : null });
  const failed = list.ok ? (overview.ok ? null : overview) : list;
  return (
    <Page crumbs={[{ label: "Traffic" }]}>
      <PageHeader
        title="Traffic"
        sentence="What passes the gates now, and what they refuse. Every request is counted; denied ones are kept with their reason for 30 days."
      />
      {list.ok && overview.ok ? (
        <TrafficBoard
          overview={overview.value}
          page={list.value}
          filter={filter}
          organizations={organizations}
          impossible={impossible}
          open={request}
        />
      ) : (
        failed && <QueryFailed what="Traffic" error={failed} retryHref={here} />
      )}
      {request !== null && opened && <DeniedSheet asked={request} found={opened} />}
    </Page>
  );
}
