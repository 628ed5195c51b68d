import type { ReactNode } from "react";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { SampleFrame } from "./sample-frame.tsx";
import { AccessSamples } from "./samples-access.tsx";
import { ButtonSamples } from "./samples-buttons.tsx";
import { ChartSamples } from "./samples-charts.tsx";
import { FormSamples } from "./samples-forms.tsx";
import { FrameSamples } from "./samples-frame-parts.tsx";
import { OverlaySamples } from "./samples-overlays.tsx";
import { SecretSamples } from "./samples-secrets.tsx";
import { StateSamples } from "./samples-states.tsx";
import { TableSamples } from "./samples-tables.tsx";
import { TextSamples } from "./samples-text.tsx";

const THEMES = ["light", "dark"] as const;
const GROUPS: readonly { title: string; draw: (theme: string) => ReactNode }[] = [
  { title: "Text, badges, times", draw: (theme) => <TextSamples theme={theme} /> },
  { title: "Buttons, menus, copies", draw: (theme) => <ButtonSamples theme={theme} /> },
  { title: "Fields", draw: (theme) => <FormSamples theme={theme} /> },
  { title: "Access", draw: (theme) => <AccessSamples theme={theme} /> },
  { title: "Secrets and code", draw: (theme) => <SecretSamples theme={theme} /> },
  { title: "Tables and lists", draw: (theme) => <TableSamples theme={theme} /> },
  { title: "Charts and meters", draw: (theme) => <ChartSamples theme={theme} /> },
  { title: "Empty, loading, error, stale, receipt", draw: (theme) => <StateSamples theme={theme} /> },
  { title: "Dialogs, sheets, toasts", draw: (theme) => <OverlaySamples theme={theme} /> },
  { title: "Frame", draw: (theme) => <FrameSamples theme={theme} /> },
];

/** Every component in every state, in both themes side by side on one page. */
export default function Gallery() {
  return (
    <SampleFrame>
      <Page crumbs={[{ label: "Gallery" }]}>
        <PageHeader
          title="Gallery"
          sentence={
            <>
              Every component in every state. Composed: <TextLink href="/gallery/keys">Keys</TextLink>,{" "}
              <TextLink href="/gallery/key">a key</TextLink>.
            </>
          }
        />
        {THEMES.map((theme) => (
          <section
            key={theme}
            aria-label={`${theme} theme`}
            data-theme={theme}
            className="mb-8 grid gap-8 rounded-xl border border-line bg-canvas p-4 text-ink md:p-6"
          >
            {GROUPS.map(({ title, draw }) => (
              <div key={title} className="grid min-w-0 gap-4">
                <h2 className="border-line border-b pb-1 font-semibold text-lead">
                  {title}, {theme}
                </h2>
                {draw(theme)}
              </div>
            ))}
          </section>
        ))}
      </Page>
    </SampleFrame>
  );
}
