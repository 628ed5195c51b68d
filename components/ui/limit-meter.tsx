"use client";

// A client component so that its drawing never streams in parts: React would hide a late part with an inline style,
// which the content security policy refuses.

import type { ReactNode } from "react";
import { formatNumber } from "./format.ts";

type Props = {
  /** "default, per key, 60 s". */
  label: string;
  used: number;
  quota: number;
  /** "resets in 12 s". */
  resets?: ReactNode;
};

/** Used against quota, with a tick at 80 %: accent below it, amber above, red at the end. */
export function LimitMeter({ label, used, quota, resets }: Props) {
  const share = quota > 0 ? Math.min(Math.max(used / quota, 0), 1) : 1;
  const fill = share >= 1 ? "fill-bad" : share >= 0.8 ? "fill-warn" : "fill-accent";
  return (
    <div>
      <p className="flex items-baseline justify-between gap-3 text-small">
        <span className="min-w-0 truncate text-ink-2">{label}</span>
        <span className="shrink-0 text-ink-3 tabular-nums">
          <strong className="font-medium text-ink">{formatNumber(used)}</strong> / {formatNumber(quota)}
        </span>
      </p>
      <meter
        className="sr-only"
        aria-label={label}
        aria-valuetext={`${formatNumber(used)} of ${formatNumber(quota)}`}
        min={0}
        max={quota}
        value={Math.min(used, quota)}
      />
      <svg aria-hidden="true" width="100%" height="6" className="mt-1 block">
        <rect width="100%" height="6" rx="2" className="fill-mute-soft" />
        <rect width={`${(share * 100).toFixed(1)}%`} height="6" rx="2" className={fill} />
        <rect x="80%" width="1.5" height="6" className="fill-ink-2" />
      </svg>
      {resets && <p className="mt-1 text-ink-3 text-micro">{resets}</p>}
    </div>
  );
}
