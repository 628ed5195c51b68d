"use client";

import { useLinkStatus } from "next/link";

/** Inside a link: a dot while the page it leads to is on its way. */
export function LinkPending() {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  return <span aria-hidden="true" className="appear-late ml-auto size-1.5 shrink-0 rounded-full bg-accent" />;
}
