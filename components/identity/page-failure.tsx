"use client";

import { ErrorState } from "../ui/error-state.tsx";

/** @param digest under which the server logged what happened. */
export function PageFailure({ digest, onRetry }: { digest: string | undefined; onRetry: () => void }) {
  return (
    <ErrorState
      title="This page did not load."
      onRetry={onRetry}
      {...(digest !== undefined && { requestId: digest })}
    >
      Something broke on our side; nothing was changed. Other pages may still work.
    </ErrorState>
  );
}
