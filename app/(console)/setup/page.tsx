import type { Metadata } from "next";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { LiveSetup } from "#components/setup/live-setup.tsx";
import { requireActor } from "#lib/web/require-actor.ts";
import { setupQuery } from "./queries.ts";

export const metadata: Metadata = { title: "Setup" };

export default async function SetupPage() {
  await requireActor();
  return (
    <Page crumbs={[{ label: "Setup" }]}>
      <PageHeader
        title="Setup"
        sentence="From an empty installation to the first request. Each step ticks itself when it has happened; close the tab and come back whenever you like."
      />
      <LiveSetup initial={await setupQuery({})} />
    </Page>
  );
}
