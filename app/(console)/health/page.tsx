import type { Metadata } from "next";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { LiveHealth } from "#components/health/live-health.tsx";
import { requireActor } from "#lib/web/require-actor.ts";
import { healthQuery } from "./queries.ts";

export const metadata: Metadata = { title: "Health" };

export default async function HealthPage() {
  await requireActor();
  return (
    <Page crumbs={[{ label: "Health" }]}>
      <PageHeader
        title="Health"
        sentence="What this console can see of the installation. What it can't see, it doesn't claim."
      />
      <LiveHealth initial={await healthQuery({})} />
    </Page>
  );
}
