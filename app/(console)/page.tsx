import type { Metadata } from "next";
import { Page, WithAside } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { ChangedToday } from "#components/overview/changed-today.tsx";
import { needsYou } from "#components/overview/needs-you.ts";
import { NeedsYouCard } from "#components/overview/needs-you-card.tsx";
import { RightNow } from "#components/overview/right-now.tsx";
import { DenialReasonsTable } from "#components/traffic/denial-reasons-table.tsx";
import { isQuiet, NoTraffic } from "#components/traffic/no-traffic.tsx";
import { BarPanels } from "#components/ui/bar-panels.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { requireActor } from "#lib/web/require-actor.ts";
import { overviewQuery } from "./overview-query.ts";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage() {
  await requireActor();
  const found = await overviewQuery({});
  if (!found.ok) {
    return (
      <Page crumbs={[{ label: "Overview" }]}>
        <PageHeader title="Overview" />
        <QueryFailed what="The Overview" error={found} retryHref="/" />
      </Page>
    );
  }
  const { ending, views, usage, reasons, changed, health, setup, at } = found.value;
  const needs = needsYou({
    health,
    ending,
    setup,
    suspended: views.suspended.count,
    expiredRequests: reasons.find(({ code }) => code === "key_expired")?.count ?? 0,
  });
  return (
    <Page crumbs={[{ label: "Overview" }]}>
      <PageHeader title="Overview" />
      <WithAside aside={<RightNow {...found.value} />}>
        <NeedsYouCard needs={needs} />
        {isQuiet(usage) ? (
          <NoTraffic words="last 24 h" />
        ) : (
          <>
            <BarPanels
              title="Requests by outcome, last 24 h"
              startMs={Date.parse(usage.from)}
              bucketMs={usage.bucketMs}
              running
              corner={<TextLink href="/traffic">Open in Traffic</TextLink>}
              panels={[
                {
                  id: "allowed",
                  label: "Allowed",
                  tone: "allowed",
                  values: usage.points.map(({ allowed }) => allowed),
                },
                {
                  id: "denied",
                  label: "Denied",
                  tone: "denied",
                  values: usage.points.map(({ denied }) => denied),
                },
              ]}
            />
            <DenialReasonsTable
              title="Why requests were denied, last 24 h"
              reasons={reasons}
              hrefOf={(code) => `/traffic?f=code:is:${code}`}
              allHref="/traffic"
              empty="No request was denied in the last 24 h."
              max={6}
            />
          </>
        )}
        <ChangedToday changed={changed} today={at.slice(0, 10)} />
      </WithAside>
    </Page>
  );
}
