import type { ReactNode } from "react";

type Props = { label: string; className?: string; children: ReactNode };

/** The one kind of box that may scroll sideways: code and data. Reachable by keyboard, so that it can be scrolled by it. */
export function ScrollBox({ label, className, children }: Props) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className={`overflow-auto rounded-md border border-line bg-sunken ${className ?? ""}`}
    >
      {children}
    </section>
  );
}
