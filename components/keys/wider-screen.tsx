"use client";

import { useSyncExternalStore } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";

const never = () => () => undefined;

/** On a phone, above a form that is made for a desk: where to go on, with the address to take along. */
export function WiderScreen() {
  const address = useSyncExternalStore(
    never,
    () => location.href,
    () => "",
  );
  return (
    <p className="mb-4 flex items-center gap-3 rounded-lg border border-line bg-surface px-3 py-2 text-ink-2 text-small md:hidden">
      <span className="flex-1">
        Open on a wider screen to see what the key will be beside what you choose.
      </span>
      <CopyButton text={address} what="this page's address" />
    </p>
  );
}
