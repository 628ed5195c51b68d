import { AUDIT_TABLE_ID, eventColumns } from "#components/audit/event-columns.ts";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Audit" }]}>
      <PageHeader title="Audit" />
      <div className="mb-3 flex h-control items-center">
        <Skeleton className="w-72" />
      </div>
      <DataTable
        id={AUDIT_TABLE_ID}
        caption="Events, newest first"
        columns={eventColumns}
        rows={[]}
        loading
        empty={null}
      />
    </Page>
  );
}
