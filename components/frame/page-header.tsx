import { Children, type ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";

type Props = {
  /** The thing's own name, or the list's. One h1 a page. */
  title: string;
  badge?: ReactNode;
  /** Id with copy, organization, kind, owner: parted by dots. */
  meta?: readonly ReactNode[];
  /** At most three, one of them primary; the rest go into a menu. */
  actions?: ReactNode;
  /** What it is, in one plain sentence. On detail pages: what it can do and what it cannot. */
  sentence?: ReactNode;
  /** caption: a list's short line; lead: the sentence of a key, grant or policy. */
  sentenceLook?: "caption" | "lead";
};

export function PageHeader({ title, badge, meta, actions, sentence, sentenceLook = "caption" }: Props) {
  return (
    <div className="mb-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
            <h1 className="min-w-0 break-words font-semibold text-ink text-title tracking-[-0.015em]">
              {title}
            </h1>
            {badge}
          </div>
          {meta && meta.length > 0 && <Meta parts={meta} />}
          {sentence && sentenceLook === "caption" && (
            <p
              className={cx(
                "max-w-[46rem] text-pretty text-body text-ink-2",
                meta && meta.length > 0 && "mt-1",
              )}
            >
              {sentence}
            </p>
          )}
        </div>
        {actions && (
          <div className="flex flex-wrap items-center gap-2 max-md:w-full max-md:[&>*]:flex-1">{actions}</div>
        )}
      </div>
      {sentence && sentenceLook === "lead" && (
        <p className="mt-3 max-w-[46rem] text-pretty text-ink-2 text-lead [&_strong]:font-medium [&_strong]:text-ink">
          {sentence}
        </p>
      )}
    </div>
  );
}

function Meta({ parts }: { parts: readonly ReactNode[] }) {
  return (
    <ul className="flex flex-wrap items-center gap-x-2 text-ink-3 text-small [&_a]:text-ink-2 [&_strong]:font-normal [&_strong]:text-ink-2">
      {Children.toArray(parts).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed line of parts
        <li key={index} className="flex items-center gap-2">
          {part}
          {index < parts.length - 1 && <span aria-hidden="true">·</span>}
        </li>
      ))}
    </ul>
  );
}
