"use client";

// A client component so that its drawing never streams in parts: React would hide a late part with an inline style,
// which the content security policy refuses.

type Props = {
  /** Oldest first; null is a gap in what is known. */
  values: readonly (number | null)[];
  /** Marks the bucket where something was denied. */
  markAt?: number;
};

const WIDTH = 72;
const HEIGHT = 16;

/** The shape of a day in a table's row. The numbers stand beside it; this is for the eye only. */
export function Sparkline({ values, markAt }: Props) {
  const known = values.filter((value) => value !== null);
  const top = Math.max(...known, 1);
  const quiet = known.every((value) => value === 0);
  const x = (index: number) => (values.length < 2 ? 0 : (index / (values.length - 1)) * (WIDTH - 2) + 1);
  const y = (value: number) => HEIGHT - 2 - (value / top) * (HEIGHT - 4);
  const marked = markAt === undefined ? null : values[markAt];
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
      className="inline-block"
    >
      {quiet ? (
        <line
          x1="1"
          x2={WIDTH - 1}
          y1={HEIGHT - 2}
          y2={HEIGHT - 2}
          strokeDasharray="2 3"
          className="stroke-mute"
        />
      ) : (
        runs(values).map(({ start, points }) => (
          <polyline
            key={start}
            points={points
              .map((value, index) => `${x(start + index).toFixed(1)},${y(value).toFixed(1)}`)
              .join(" ")}
            strokeWidth="1.25"
            strokeLinejoin="round"
            strokeLinecap="round"
            className="fill-none stroke-ink-3"
          />
        ))
      )}
      {markAt !== undefined && marked !== null && marked !== undefined && (
        <circle cx={x(markAt)} cy={y(marked)} r="2" className="fill-bad" />
      )}
    </svg>
  );
}

/** The stretches between gaps: a gap in data is drawn as a gap. */
function runs(values: readonly (number | null)[]): { start: number; points: number[] }[] {
  const found: { start: number; points: number[] }[] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const last = found.at(-1);
    if (last && last.start + last.points.length === index) last.points.push(value);
    else found.push({ start: index, points: [value] });
  });
  return found;
}
