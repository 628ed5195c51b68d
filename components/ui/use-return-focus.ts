"use client";

import { useRef } from "react";

/**
 * Gives the focus back to what opened a layer. Radix does so only for its own triggers, and most of our layers are
 * opened by state.
 *
 * @returns `remember` for `onOpenAutoFocus` (before the focus moves in), `giveBack` for `onCloseAutoFocus`.
 */
export function useReturnFocus() {
  const opener = useRef<HTMLElement | null>(null);
  return {
    remember: () => {
      opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    },
    giveBack: (event: Event) => {
      const back = opener.current;
      if (!back?.isConnected || back === document.body) return;
      event.preventDefault();
      back.focus();
    },
  };
}
