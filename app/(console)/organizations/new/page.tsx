import type { Metadata } from "next";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { CreateOrganizationForm } from "#components/orgs/create-organization-form.tsx";
import { requireActor } from "#lib/web/require-actor.ts";
import { createOrganizationAction } from "../actions.ts";
import { organizationChoicesQuery } from "../queries.ts";

export const metadata: Metadata = { title: "New organization" };

export default async function NewOrganizationPage() {
  await requireActor();
  const choices = await organizationChoicesQuery({});
  return (
    <Page crumbs={[{ label: "Organizations", href: "/organizations" }, { label: "New organization" }]}>
      <PageHeader
        title="New organization"
        sentence="An institution that will hold keys. What you choose here is the most any of its keys may ever do."
      />
      {choices.ok ? (
        <CreateOrganizationForm {...choices.value} create={createOrganizationAction} />
      ) : (
        <QueryFailed what="The form" error={choices} retryHref="/organizations/new" />
      )}
    </Page>
  );
}
