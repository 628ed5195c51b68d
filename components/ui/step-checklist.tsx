import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export type Step = {
  id: string;
  title: string;
  /** Read from facts, never from a click. */
  state: "done" | "current" | "later";
  /** For a done step, the fact: "Aster Exchange, 2 min ago". Else what it takes. */
  detail?: ReactNode;
  /** Opened for the current step: what to do, or the line to run. */
  children?: ReactNode;
};

/** Steps that tick themselves. */
export function StepChecklist({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="grid">
      {steps.map((step, index) => (
        <li
          key={step.id}
          aria-current={step.state === "current" ? "step" : undefined}
          className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-3 border-line border-t px-4 py-3 first:border-t-0"
        >
          <span
            className={cx(
              "grid size-6 place-items-center rounded-full font-medium text-micro tabular-nums",
              step.state === "done" && "bg-ok-soft text-ok-ink",
              step.state === "current" && "bg-accent text-on-accent",
              step.state === "later" && "bg-mute-soft text-mute-ink",
            )}
          >
            {step.state === "done" ? (
              <Check aria-hidden="true" className="size-3.5" strokeWidth={2.5} />
            ) : (
              index + 1
            )}
          </span>
          <div className="min-w-0 pt-0.5">
            <h3 className={cx("text-body", step.state === "later" ? "text-ink-2" : "font-medium text-ink")}>
              {step.title}
              {step.state === "done" && <span className="sr-only">, done</span>}
            </h3>
            {step.detail && <p className="text-ink-3 text-small">{step.detail}</p>}
            {step.state === "current" && step.children && (
              <div className="mt-3 grid justify-items-start gap-3">{step.children}</div>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
