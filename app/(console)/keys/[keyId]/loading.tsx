import { Page, WithAside } from "#components/frame/page.tsx";
import { Card } from "#components/ui/card.tsx";
import { Skeleton, SkeletonLines } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Keys", href: "/keys" }, { label: "Key" }]}>
      <h1 className="sr-only">Key</h1>
      <div className="mb-4 grid gap-3">
        <Skeleton className="h-5 w-48" />
        <Skeleton className="w-80" />
        <Skeleton className="w-96 max-w-full" />
      </div>
      <WithAside
        aside={
          <Card>
            <SkeletonLines lines={6} />
          </Card>
        }
      >
        <Card>
          <SkeletonLines lines={6} />
        </Card>
        <Card>
          <SkeletonLines lines={3} />
        </Card>
      </WithAside>
    </Page>
  );
}
