import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { SampleFrame } from "../sample-frame.tsx";

/** Where the sample navigation's other links lead, so that it can be walked. */
export default async function OtherGallery({ params }: { params: Promise<{ page: string[] }> }) {
  const { page } = await params;
  const title = page.join(" / ");
  return (
    <SampleFrame>
      <Page crumbs={[{ label: title }]}>
        <PageHeader title={title} sentence="A page of the sample navigation." />
        <Empty title="Nothing here." />
      </Page>
    </SampleFrame>
  );
}
