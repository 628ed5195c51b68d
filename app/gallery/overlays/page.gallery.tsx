import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { SampleFrame } from "../sample-frame.tsx";
import { OverlaySamples } from "../samples-overlays.tsx";

/** What floats, with little behind it. */
export default function OverlaysGallery() {
  return (
    <SampleFrame>
      <Page crumbs={[{ label: "Gallery", href: "/gallery" }, { label: "Overlays" }]}>
        <PageHeader title="Overlays" sentence="Dialogs, sheets and toasts, opened by their buttons." />
        <OverlaySamples theme="light" />
      </Page>
    </SampleFrame>
  );
}
