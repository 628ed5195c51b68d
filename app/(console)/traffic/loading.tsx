import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { DENIED_TABLE_ID, deniedColumns } from "#components/traffic/denied-columns.ts";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Skeleton, SkeletonLines } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Traffic" }]}>
      <PageHeader title="Traffic" />
      <div className="flex h-9 items-center gap-6 border-line border-b px-2.5">
        <Skeleton className="w-20" />
        <Skeleton className="w-20" />
        <Skeleton className="w-24" />
        <Skeleton className="w-24" />
      </div>
      <div className="my-3 flex h-control items-center">
        <Skeleton className="w-72" />
      </div>
      <div className="grid gap-4">
        <Card title="Requests by outcome">
          <SkeletonLines lines={7} />
        </Card>
        <DataTable
          id={DENIED_TABLE_ID}
          caption="Denied requests, newest first"
          columns={deniedColumns}
          rows={[]}
          loading
          empty={null}
        />
      </div>
    </Page>
  );
}
