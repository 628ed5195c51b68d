import { Page } from "#components/frame/page.tsx";
import { SampleFrame } from "../sample-frame.tsx";
import { KeysSample } from "./keys-sample.tsx";

export default function KeysGallery() {
  return (
    <SampleFrame>
      <Page crumbs={[{ label: "Keys" }]}>
        <KeysSample />
      </Page>
    </SampleFrame>
  );
}
