"use client";

import { Page } from "#components/frame/page.tsx";
import { PageFailure } from "#components/identity/page-failure.tsx";

/** One page broke: the navigation and every other page live on. */
export default function ConsoleError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <Page crumbs={[{ label: "This page" }]}>
      <h1 className="sr-only">This page did not load</h1>
      <PageFailure digest={error.digest} onRetry={reset} />
    </Page>
  );
}
