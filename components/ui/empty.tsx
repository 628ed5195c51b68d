import type { ReactNode } from "react";

type Props = {
  /** What is missing, as a sentence: "No keys yet." */
  title: string;
  /** Never used: what this is. Filtered to nothing: which chip to drop. No right: who can give it. */
  children?: ReactNode;
  /** The one next act. */
  action?: ReactNode;
};

export function Empty({ title, children, action }: Props) {
  return (
    <div className="mx-auto grid max-w-md justify-items-center gap-1 py-10 text-center">
      <p className="font-medium text-body text-ink">{title}</p>
      {children && <div className="text-balance text-ink-3 text-small">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
