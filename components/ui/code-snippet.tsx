"use client";

import { type KeyboardEvent, useId } from "react";
import { CopyButton } from "./copy-button.tsx";
import { cx } from "./cx.ts";
import { usePreferences } from "./preferences-provider.tsx";
import { ScrollBox } from "./scroll-box.tsx";

export type CodeSample = {
  /** Remembered per person: "curl", "typescript", "python". */
  id: string;
  label: string;
  /** Runs as pasted; the secret is a variable in it. */
  code: string;
};

type Props = {
  /** What it does: "Read the account". */
  label: string;
  samples: readonly CodeSample[];
};

/** Lines to run, in the language one chose last. */
export function CodeSnippet({ label, samples }: Props) {
  const { preferences, setPreferences } = usePreferences();
  const id = useId();
  const current = samples.find((sample) => sample.id === preferences.snippet) ?? samples[0];
  if (!current) return null;
  const at = samples.indexOf(current);

  const walk = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = samples[(at + step + samples.length) % samples.length];
    if (step === 0 || !next) return;
    event.preventDefault();
    setPreferences({ snippet: next.id });
    document.getElementById(`${id}-${next.id}`)?.focus();
  };

  return (
    <div className="min-w-0 rounded-lg border border-line bg-surface">
      <div className="flex items-center justify-between gap-2 border-line border-b pr-1.5 pl-1.5">
        {samples.length > 1 ? (
          <div role="tablist" aria-label={label} onKeyDown={walk} className="flex">
            {samples.map((sample) => (
              <button
                key={sample.id}
                id={`${id}-${sample.id}`}
                type="button"
                role="tab"
                aria-selected={sample === current}
                aria-controls={`${id}-panel`}
                tabIndex={sample === current ? 0 : -1}
                onClick={() => setPreferences({ snippet: sample.id })}
                className={cx(
                  "relative h-9 pointer-coarse:h-11 px-2.5 text-small outline-offset-[-2px] transition-colors duration-100 ease-out",
                  sample === current
                    ? "font-medium text-ink after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:bg-accent after:content-['']"
                    : "text-ink-3 hover:text-ink",
                )}
              >
                {sample.label}
              </button>
            ))}
          </div>
        ) : (
          <p className="flex h-9 items-center px-2.5 text-ink-3 text-small">{label}</p>
        )}
        <CopyButton text={current.code} what={`${label}, ${current.label}`} />
      </div>
      <div
        id={`${id}-panel`}
        {...(samples.length > 1 && { role: "tabpanel", "aria-labelledby": `${id}-${current.id}` })}
      >
        <ScrollBox label={`${label}, ${current.label}`} className="rounded-t-none border-0">
          <pre className="p-3 font-mono text-ink text-small">
            <code>{current.code}</code>
          </pre>
        </ScrollBox>
      </div>
    </div>
  );
}
