"use client";

// A client component so that its drawing never streams in parts: React would hide a late part with an inline style,
// which the content security policy refuses.

import type { Tone } from "./status.ts";

const FILL: Record<Tone, string> = {
  ok: "fill-ok",
  info: "fill-info",
  warn: "fill-warn",
  bad: "fill-bad",
  mute: "fill-mute",
};

/** ● ok, ◐ info, ▲ warn, ■ bad, ○ mute. Drawn, so that every system shows the same shape. */
export function StatusShape({ tone, size = 8 }: { tone: Tone; size?: number }) {
  return (
    <svg viewBox="0 0 8 8" width={size} height={size} aria-hidden="true" className="shrink-0">
      {tone === "ok" && <circle cx="4" cy="4" r="3.75" className={FILL.ok} />}
      {tone === "info" && (
        <>
          <circle cx="4" cy="4" r="3.25" className="fill-none stroke-info" strokeWidth="1" />
          <path d="M4 .75a3.25 3.25 0 0 1 0 6.5z" className={FILL.info} />
        </>
      )}
      {tone === "warn" && <path d="M4 .4 7.9 7.3H.1z" className={FILL.warn} />}
      {tone === "bad" && <rect x=".75" y=".75" width="6.5" height="6.5" rx="1" className={FILL.bad} />}
      {tone === "mute" && <circle cx="4" cy="4" r="3" className="fill-none stroke-mute" strokeWidth="1.5" />}
    </svg>
  );
}
