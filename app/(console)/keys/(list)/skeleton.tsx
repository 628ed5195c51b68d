import { PageHeader } from "#components/frame/page-header.tsx";
import { keyColumns } from "#components/keys/key-columns.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

/** The list's final shape while its rows are on their way. */
export function KeysSkeleton() {
  return (
    <>
      <PageHeader title="Keys" sentence="Every credential that can reach an upstream." />
      <div className="flex h-9 items-center gap-6 border-line border-b px-2.5">
        <Skeleton className="w-20" />
        <Skeleton className="w-28" />
        <Skeleton className="w-32" />
        <Skeleton className="w-20" />
      </div>
      <div className="my-3 flex h-control items-center">
        <Skeleton className="w-72" />
      </div>
      <DataTable id="keys" caption="Keys" columns={keyColumns({})} rows={[]} loading empty={null} />
    </>
  );
}
