"use client";

import { type ReactNode, useId, useState } from "react";
import { BarPanelsTable } from "./bar-panels-table.tsx";
import { Card } from "./card.tsx";
import { axisPercent, axisTicks, niceTop } from "./chart-scale.ts";
import { useZone } from "./clock.tsx";
import { cx } from "./cx.ts";
import {
  formatAxisDate,
  formatAxisTime,
  formatDuration,
  formatNumber,
  formatScale,
  formatZone,
  zoneOffsetMs,
} from "./format.ts";

export type BarPanel = {
  id: string;
  /** "Allowed", "Denied". */
  label: string;
  tone: "allowed" | "denied" | "would-block";
  /** One a bucket, oldest first; null where nothing is known. */
  values: readonly (number | null)[];
};

export type BarMark = { atMs: number; label: string };

export type BarPanelsProps = {
  /** "Requests by outcome, last 24 h"; the zone is added. */
  title: string;
  startMs: number;
  bucketMs: number;
  panels: readonly BarPanel[];
  /** Rotation, policy, incident. */
  marks?: readonly BarMark[];
  /** The last bucket still runs: hatched. */
  running?: boolean;
  /** Where a bucket's rows are, oldest first. */
  hrefs?: readonly string[];
  /** In the corner before the "Table" switch. */
  corner?: ReactNode;
};

const MAIN_PX = 96;
const SMALL_PX = 44;
const BAR_SHARE = 0.84;
const NEAR_PERCENT = 9;
/** What is near enough to touch on a chart narrower than 32rem. */
const NEAR_NARROW_PERCENT = 18;

const FILL = { allowed: "fill-mute", denied: "fill-bad", "would-block": "fill-warn" } as const;
/** Allowed traffic is the ground the others stand out from. */
const OPACITY = { allowed: 0.6, denied: 1, "would-block": 1 } as const;

/** Counts over time, each kind in a panel with its own stated scale; the same numbers as a table on demand. */
export function BarPanels(props: BarPanelsProps) {
  const { title, startMs, bucketMs, panels, marks = [], running = false, hrefs, corner } = props;
  const [asTable, setAsTable] = useState(false);
  const zone = useZone();
  const buckets = panels[0]?.values.length ?? 0;
  const endMs = startMs + buckets * bucketMs;
  const every = formatDuration(bucketMs, 1);
  const placed = marks.flatMap((mark) => {
    const percent = axisPercent(mark.atMs, startMs, endMs);
    return percent === null ? [] : [{ ...mark, percent }];
  });

  return (
    <Card
      title={`${title}, ${formatZone(startMs, zone)}`}
      flush
      corner={
        <>
          {corner}
          {corner && <span className="text-ink-3">·</span>}
          <button
            type="button"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
            className="rounded-xs text-accent-ink underline-offset-2 hover:underline"
          >
            Table
          </button>
        </>
      }
    >
      {asTable ? (
        <BarPanelsTable {...{ title, startMs, bucketMs, panels, ...(hrefs && { hrefs }) }} />
      ) : (
        <div className="@container grid gap-y-4 p-4 pt-3">
          {panels.map((panel, index) => (
            <div
              key={panel.id}
              className="grid gap-x-4 gap-y-1 @xl:grid-cols-[9.25rem_minmax(0,1fr)] @xl:items-end"
            >
              <PanelWords panel={panel} every={every} />
              <Bars
                panel={panel}
                height={index === 0 ? MAIN_PX : SMALL_PX}
                running={running}
                marks={placed.map(({ percent }) => percent)}
                {...(hrefs && { hrefs })}
              />
            </div>
          ))}
          <div className="-mt-2 @xl:pl-[10.25rem]">
            <Axis startMs={startMs} endMs={endMs} marks={placed} running={running} />
          </div>
        </div>
      )}
    </Card>
  );
}

function PanelWords({ panel, every }: { panel: BarPanel; every: string }) {
  const total = panel.values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 @xl:block">
      <span className="text-ink-2 text-small @xl:block">{panel.label}</span>
      <strong className="font-semibold text-ink text-lead tabular-nums @xl:block">
        {formatNumber(total)}
      </strong>
      {total > 0 && (
        <span className="text-ink-3 text-micro tabular-nums @xl:block">
          top of scale {formatScale(niceTop(topOf(panel)))} / {every}
        </span>
      )}
    </p>
  );
}

function topOf({ values }: BarPanel): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

type BarsProps = {
  panel: BarPanel;
  height: number;
  running: boolean;
  marks: readonly number[];
  hrefs?: readonly string[];
};

function Bars({ panel, height, running, marks, hrefs }: BarsProps) {
  const hatch = useId();
  const top = niceTop(topOf(panel));
  const slot = 100 / Math.max(panel.values.length, 1);
  return (
    // Bars lead to their rows for the mouse; the table does the same for keyboards and screen readers.
    <svg aria-hidden="true" width="100%" height={height + 2} className="block overflow-visible">
      <defs>
        <pattern id={hatch} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2" height="4" className={FILL[panel.tone]} fillOpacity={OPACITY[panel.tone]} />
        </pattern>
      </defs>
      <line x1="0" x2="100%" y1="0.5" y2="0.5" className="stroke-line" />
      <line x1="0" x2="100%" y1={height + 0.5} y2={height + 0.5} className="stroke-line" />
      {panel.values.map((value, index) => {
        const x = `${(index * slot + (slot * (1 - BAR_SHARE)) / 2).toFixed(3)}%`;
        const size = value ? Math.max((value / top) * height, 1) : 0;
        const hatched = running && index === panel.values.length - 1;
        const bar = size > 0 && (
          <rect
            x={x}
            y={height - size}
            width={`${(slot * BAR_SHARE).toFixed(3)}%`}
            height={size}
            rx="1"
            {...(hatched
              ? { fill: `url(#${hatch})` }
              : { className: FILL[panel.tone], fillOpacity: OPACITY[panel.tone] })}
          />
        );
        const href = hrefs?.[index];
        const key = `${panel.id}-${x}`;
        if (!href || !bar) return <g key={key}>{bar}</g>;
        return (
          <a key={key} href={href} tabIndex={-1} className="hover:opacity-70">
            {bar}
          </a>
        );
      })}
      {marks.map((percent) => (
        <line
          key={percent}
          x1={`${percent}%`}
          x2={`${percent}%`}
          y1="0"
          y2={height + 1}
          strokeWidth="1.5"
          strokeDasharray="3 2.5"
          className="stroke-accent-ink"
        />
      ))}
    </svg>
  );
}

type AxisProps = {
  startMs: number;
  endMs: number;
  marks: readonly (BarMark & { percent: number })[];
  running: boolean;
};

/** From here on an axis tells days, not times. */
const DAYS_FROM_MS = 2 * 86_400_000;

/** Clock times or days below, the marks' own among them; a time that would touch a mark's words is left out. */
function Axis({ startMs, endMs, marks, running }: AxisProps) {
  const zone = useZone();
  const write = endMs - startMs > DAYS_FROM_MS ? formatAxisDate : formatAxisTime;
  const ticks = axisTicks(startMs, endMs, zoneOffsetMs(startMs, zone)).flatMap((atMs) => {
    const percent = axisPercent(atMs, startMs, endMs);
    if (percent === null) return [];
    const nearest = Math.min(100 - percent, ...marks.map((mark) => Math.abs(mark.percent - percent)));
    // The first time stands right of its own place, and so nearer to the next.
    const narrow = nearest < NEAR_NARROW_PERCENT || anchor(percent) === "start";
    return nearest < NEAR_PERCENT ? [] : [{ percent, narrow, text: write(atMs, zone) }];
  });
  return (
    <svg
      aria-hidden="true"
      width="100%"
      height="16"
      className="block overflow-visible text-micro tabular-nums"
    >
      {ticks.map(({ percent, narrow, text }) => (
        <text
          key={percent}
          x={`${percent}%`}
          y="12"
          textAnchor={anchor(percent)}
          className={cx("fill-ink-3", narrow && "@max-3xl:hidden")}
        >
          {text}
        </text>
      ))}
      {marks.map(({ percent, atMs, label }) => (
        <text key={atMs} x={`${percent}%`} y="12" textAnchor={anchor(percent)} className="fill-accent-ink">
          {write(atMs, zone)} {label}
        </text>
      ))}
      <text x="100%" y="12" textAnchor="end" className={cx("fill-ink-3", marks.some(nearEnd) && "hidden")}>
        {running ? "now" : write(endMs, zone)}
      </text>
    </svg>
  );
}

function nearEnd({ percent }: { percent: number }): boolean {
  return percent > 100 - 1.4 * NEAR_PERCENT;
}

function anchor(percent: number): "start" | "middle" | "end" {
  return percent < 4 ? "start" : percent > 92 ? "end" : "middle";
}
