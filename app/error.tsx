"use client";

import { PlainFrame } from "#components/frame/plain-frame.tsx";
import { PageFailure } from "#components/identity/page-failure.tsx";

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <PlainFrame>
      <PageFailure digest={error.digest} onRetry={reset} />
    </PlainFrame>
  );
}
