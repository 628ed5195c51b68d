import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button, LinkButton } from "./button.tsx";
import { CopyId } from "./copy-id.tsx";
import { StatusShape } from "./status-shape.tsx";

type Props = {
  /** What happened: "The list of keys did not load." */
  title: string;
  /** What to do, and what still works. */
  children?: ReactNode;
  /** Never cut; it is what support asks for. */
  requestId?: string;
  onRetry?: () => void;
  retrying?: boolean;
  /** Where there is no handler: the same page again. */
  retryHref?: string;
};

/** Stands in the place of what failed; the rest of the page lives on. */
export function ErrorState({ title, children, requestId, onRetry, retrying = false, retryHref }: Props) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-start gap-3 rounded-lg border border-line bg-surface p-4"
    >
      <span className="mt-1 shrink-0">
        <StatusShape tone="bad" size={12} />
      </span>
      <div className="grid min-w-0 flex-[1_1_15rem] content-start gap-1">
        <p className="font-medium text-body text-ink">{title}</p>
        {children && <div className="text-ink-2">{children}</div>}
        {requestId && (
          <p className="flex flex-wrap items-center gap-1.5 text-ink-3 text-small">
            Request <CopyId id={requestId} what="request id" />
          </p>
        )}
      </div>
      {onRetry && (
        <Button icon={<RotateCw />} onClick={onRetry} pending={retrying} pendingLabel="Trying…">
          Retry
        </Button>
      )}
      {retryHref && !onRetry && (
        <LinkButton href={retryHref} icon={<RotateCw />}>
          Retry
        </LinkButton>
      )}
    </div>
  );
}
