import { Page } from "#components/frame/page.tsx";
import { Card } from "#components/ui/card.tsx";
import { SkeletonLines } from "#components/ui/skeleton.tsx";

/** Any page that has no skeleton of its own. */
export default function Loading() {
  return (
    <Page crumbs={[]}>
      <Card>
        <SkeletonLines lines={8} />
      </Card>
    </Page>
  );
}
