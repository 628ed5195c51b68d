import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { Card } from "#components/ui/card.tsx";
import { SkeletonLines } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Upstreams" }]}>
      <PageHeader title="Upstreams" />
      <Card>
        <SkeletonLines lines={8} />
      </Card>
    </Page>
  );
}
