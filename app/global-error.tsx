"use client";

import "@fontsource-variable/inter";
import "./globals.css";

/** The frame itself broke: nothing of ours is relied on here. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto grid min-h-dvh max-w-[26rem] content-center gap-4 p-4">
          <h1 className="font-semibold text-ink text-title">The console did not load</h1>
          <p className="text-ink-2">
            Something broke on our side. Keys and the gate do not depend on this page and go on.
          </p>
          {error.digest && <p className="font-mono text-ink-3 text-small">{error.digest}</p>}
          <button
            type="button"
            onClick={reset}
            className="h-8 justify-self-start rounded-md border border-line bg-surface px-3 font-medium text-ink"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
