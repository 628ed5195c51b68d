import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { organizationColumns } from "#components/orgs/organization-rows.tsx";
import { DataTable } from "#components/ui/data-table.tsx";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Organizations" }]}>
      <PageHeader title="Organizations" />
      <DataTable
        id="organizations"
        caption="Organizations"
        columns={organizationColumns}
        rows={[]}
        loading
        empty={null}
      />
    </Page>
  );
}
