import { BarPanels } from "#components/ui/bar-panels.tsx";
import { Card } from "#components/ui/card.tsx";
import { LimitMeter } from "#components/ui/limit-meter.tsx";
import { Sparkline } from "#components/ui/sparkline.tsx";
import { HOUR_MS, SAMPLE_NOW_MS } from "./sample-frame.tsx";
import { sampleShape } from "./sample-keys.ts";

export function ChartSamples({ theme }: { theme: string }) {
  const startMs = Math.floor(SAMPLE_NOW_MS / HOUR_MS) * HOUR_MS - 23 * HOUR_MS;
  const allowed = sampleShape(1, 24).map((value, index) => (index === 9 || index === 10 ? null : value * 30));
  const denied = allowed.map((value, index) => (value === null ? null : index === 19 ? 96 : index % 6));
  const blocked = allowed.map((value, index) => (value === null ? null : index % 4 === 0 ? 2 : 0));
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <BarPanels
        title={`Requests by outcome, last 24 h, ${theme}`}
        startMs={startMs}
        bucketMs={HOUR_MS}
        running
        panels={[
          { id: "allowed", label: "Allowed", tone: "allowed", values: allowed },
          { id: "denied", label: "Denied", tone: "denied", values: denied },
          { id: "blocked", label: "Would block", tone: "would-block", values: blocked },
        ]}
        marks={[{ atMs: startMs + 19.5 * HOUR_MS, label: "rotated" }]}
        hrefs={allowed.map((_, index) => `/gallery/keys?hour=${index}`)}
      />
      <div className="grid content-start gap-4">
        <Card title="Meters">
          <div className="grid gap-3">
            <LimitMeter label="default, per key, 60 s" used={0} quota={1_200} resets="resets in 12 s" />
            <LimitMeter label="default, per key, 60 s" used={846} quota={1_200} />
            <LimitMeter label="orders, per organization, 10 s" used={91} quota={100} />
            <LimitMeter
              label="orders, per organization, 10 s"
              used={100}
              quota={100}
              resets="resets in 3 s"
            />
          </div>
        </Card>
        <Card title="Shapes of a day">
          <div className="flex flex-wrap gap-6">
            <Sparkline values={sampleShape(3, 24)} />
            <Sparkline values={sampleShape(5, 24)} markAt={19} />
            <Sparkline
              values={sampleShape(7, 24).map((value, index) => (index > 8 && index < 13 ? null : value))}
            />
            <Sparkline values={[0, 0, 0]} />
          </div>
        </Card>
        <BarPanels
          title={`Requests by outcome, last hour, ${theme}`}
          startMs={startMs}
          bucketMs={HOUR_MS / 60}
          panels={[
            { id: "allowed", label: "Allowed", tone: "allowed", values: Array.from({ length: 60 }, () => 0) },
            { id: "denied", label: "Denied", tone: "denied", values: Array.from({ length: 60 }, () => 0) },
          ]}
        />
      </div>
    </div>
  );
}
