import { formatExact } from "./format.ts";
import { JsonBlock } from "./json-block.tsx";

export type DiffLine = {
  /** The field in words: "Max order". */
  label: string;
  /** null where there was nothing, or is nothing any more. */
  before: string | null;
  after: string | null;
};

type Props = {
  lines: readonly DiffLine[];
  /** The same as data, for whoever wants it. */
  json?: { before: unknown; after: unknown };
  /** How many fields stay as they are. */
  unchanged?: number;
};

/** What changes, one line a field, words first. Signs and `ins`/`del` carry it, not colour alone. */
export function Diff({ lines, json, unchanged }: Props) {
  return (
    <div className="grid gap-2">
      <dl className="grid gap-1.5">
        {lines.map(({ label, before, after }) => (
          <div key={label} className="grid gap-x-3 md:grid-cols-[9rem_minmax(0,1fr)]">
            <dt className="text-ink-3 text-small">{label}</dt>
            <dd className="flex min-w-0 flex-wrap items-center gap-x-1.5 gap-y-0.5 text-small">
              {before !== null && (
                <del className="break-all rounded-xs bg-bad-soft px-1 text-bad-ink decoration-1">
                  <span aria-hidden="true" className="inline-block pr-1">
                    −
                  </span>
                  {before}
                </del>
              )}
              {before !== null && after !== null && <span aria-hidden="true">→</span>}
              {after !== null && (
                <ins className="break-all rounded-xs bg-ok-soft px-1 text-ok-ink no-underline">
                  <span aria-hidden="true" className="inline-block pr-1">
                    +
                  </span>
                  {after}
                </ins>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {unchanged !== undefined && unchanged > 0 && (
        <p className="text-ink-3 text-small">Unchanged: {formatExact(unchanged)}</p>
      )}
      {json && (
        <details className="text-small">
          <summary className="rounded-xs text-accent-ink">JSON</summary>
          <div className="mt-2 grid gap-2 md:grid-cols-2">
            <Json title="Before" value={json.before} />
            <Json title="After" value={json.after} />
          </div>
        </details>
      )}
    </div>
  );
}

function Json({ title, value }: { title: string; value: unknown }) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 text-ink-3 text-micro">{title}</figcaption>
      <JsonBlock value={value} label={title} />
    </figure>
  );
}
