"use client";

import { Tooltip as RadixTooltip } from "radix-ui";
import type { ReactNode } from "react";

type Props = {
  text: string;
  side?: "top" | "right" | "bottom" | "left";
  /** Extra classes, to show it at some widths only. */
  className?: string;
  children: ReactNode;
};

/** A name for something drawn small. Never the only place where something is said. */
export function Tooltip({ text, side = "top", className, children }: Props) {
  return (
    <RadixTooltip.Root delayDuration={300}>
      <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
      <RadixTooltip.Portal>
        <RadixTooltip.Content
          side={side}
          sideOffset={6}
          className={`fade-in z-50 max-w-64 rounded-md bg-raised px-2 py-1 text-ink text-small shadow-pop ${className ?? ""}`}
        >
          {text}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  );
}
