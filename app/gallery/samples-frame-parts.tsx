import { IncidentBar } from "#components/frame/incident-bar.tsx";
import { SideNav } from "#components/frame/side-nav.tsx";
import { SAMPLE_FRAME } from "./sample-frame.tsx";

export function FrameSamples({ theme }: { theme: string }) {
  return (
    <div className="grid gap-4">
      <div className="overflow-hidden rounded-lg border border-line">
        <IncidentBar
          tone="bad"
          title={`Halcyon Capital is frozen, ${theme}.`}
          detail="Since 15:40 UTC. Its keys are refused; cancelling orders still passes."
          link={{ href: "/gallery", label: "Look" }}
        />
        <IncidentBar
          tone="warn"
          title="gate-3 has stale policy."
          detail="34 s old. Transfers are refused there."
        />
      </div>
      <div className="h-[30rem] w-56 overflow-hidden rounded-lg border border-line">
        <SideNav
          look="full"
          organization={SAMPLE_FRAME.organization}
          groups={SAMPLE_FRAME.groups.slice(0, 3)}
          log={{ title: "Audit log intact", detail: "4,218,907 events", word: "Intact", href: "/gallery" }}
        />
      </div>
    </div>
  );
}
