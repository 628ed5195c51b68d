import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { organizationColumns, organizationRow } from "#components/orgs/organization-rows.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { formatCount } from "#components/ui/format.ts";
import { requireActor } from "#lib/web/require-actor.ts";
import { organizationsQuery } from "./queries.ts";

export const metadata: Metadata = { title: "Organizations" };

export default async function OrganizationsPage() {
  await requireActor();
  const organizations = await organizationsQuery({});
  const create = (
    <LinkButton href="/organizations/new" variant="primary" icon={<Plus />}>
      New organization
    </LinkButton>
  );
  return (
    <Page crumbs={[{ label: "Organizations" }]}>
      <PageHeader
        title="Organizations"
        sentence="The venue and the institutions it gives API access to. None of their keys can do more than its ceiling."
        actions={create}
      />
      {organizations.ok ? (
        <DataTable
          id="organizations"
          caption="Organizations"
          columns={organizationColumns}
          rows={organizations.value.map(organizationRow)}
          foot={{ label: formatCount(organizations.value.length, "organization") }}
          empty={
            <Empty title="No organizations yet." action={create}>
              An organization holds keys. Its ceiling is the most any of them may do.
            </Empty>
          }
        />
      ) : (
        <QueryFailed what="The list of organizations" error={organizations} retryHref="/organizations" />
      )}
    </Page>
  );
}
