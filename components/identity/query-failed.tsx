import { ErrorState } from "#components/ui/error-state.tsx";
import type { Err } from "#lib/kernel/result.ts";

type Props = {
  /** What did not load: "The list of organizations". */
  what: string;
  error: Err<string>;
  retryHref: string;
};

/** In the place of what a page could not read; the rest of the page lives on. */
export function QueryFailed({ what, error, retryHref }: Props) {
  if (error.code === "forbidden") {
    return (
      <ErrorState title={`${what}: hidden from your role.`}>
        The owner of the venue can give you the right to see it.
      </ErrorState>
    );
  }
  return (
    <ErrorState
      title={`${what} did not load.`}
      retryHref={retryHref}
      {...(error.code === "internal" && error.detail ? { requestId: error.detail } : {})}
    >
      Nothing was changed. The gates go on with the policy they hold.
    </ErrorState>
  );
}
