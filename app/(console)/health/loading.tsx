import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { Card } from "#components/ui/card.tsx";
import { SkeletonLines } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Health" }]}>
      <PageHeader title="Health" />
      <Card title="Checks">
        <SkeletonLines lines={7} />
      </Card>
    </Page>
  );
}
