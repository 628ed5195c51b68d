"use client";

// A client component so that its drawing never streams in parts: React would hide a late part with an inline style,
// which the content security policy refuses.

import { cx } from "./cx.ts";

export type Risk = "read" | "trade" | "transfer";

const FILLED: Record<Risk, number> = { read: 1, trade: 2, transfer: 3 };
const BARS = [
  { x: 0.5, y: 7, height: 3 },
  { x: 6.5, y: 4, height: 6 },
  { x: 12.5, y: 0.5, height: 9.5 },
] as const;

/** ▂ read, ▂▅ trade, ▂▅█ transfer. Never without the scope's name beside it. */
export function RiskPips({ risk }: { risk: Risk }) {
  const filled = FILLED[risk];
  const fill = risk === "read" ? "fill-mute" : "fill-risk";
  const edge = risk === "read" ? "stroke-mute" : "stroke-risk";
  return (
    <svg
      viewBox="0 0 18 11"
      width="18"
      height="11"
      role="img"
      aria-label={`${risk} risk`}
      className="shrink-0"
    >
      {BARS.map(({ x, y, height }, index) =>
        index < filled ? (
          <rect key={x} x={x} y={y} width="4" height={height} rx="1" className={fill} />
        ) : (
          <rect
            key={x}
            x={x + 0.5}
            y={y + 0.5}
            width="3"
            height={height - 1}
            rx="0.75"
            strokeWidth="1"
            strokeOpacity="0.6"
            className={cx("fill-none", edge)}
          />
        ),
      )}
    </svg>
  );
}

type LabelProps = {
  scope: string;
  risk: Risk;
  /** How many more the key has. */
  more?: number;
};

/** A scope's id in mono beside its pips: grey for read, plum above, bold where money can leave. */
export function ScopeLabel({ scope, risk, more = 0 }: LabelProps) {
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <RiskPips risk={risk} />
      <span
        className={cx(
          "font-mono text-small",
          risk === "read" ? "text-ink-2" : "text-risk-ink",
          risk === "transfer" && "font-semibold",
        )}
      >
        {scope}
      </span>
      {more > 0 && <span className="text-ink-3 text-small tabular-nums">+{more}</span>}
    </span>
  );
}

/** What the bearer may do, said in running text: plum, because it is how much and not how well. */
export function RiskWords({ risk, children }: { risk: Risk; children: string }) {
  return (
    <span className={risk === "read" ? "font-medium text-ink" : "font-medium text-risk-ink"}>{children}</span>
  );
}

/** One scope of a key: what it is called on the left, what it allows on the right. */
export function ScopeLine({ scope, risk, words }: { scope: string; risk: Risk; words: string }) {
  return (
    <li className="flex items-center justify-between gap-3">
      <ScopeLabel scope={scope} risk={risk} />
      <span className="text-right text-ink-3 text-small">{words}</span>
    </li>
  );
}
