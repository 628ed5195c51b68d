import type { ReactNode } from "react";
import { type StatusWord, toneOf } from "./status.ts";
import { StatusBadge } from "./status-badge.tsx";
import { StatusShape } from "./status-shape.tsx";

export type VersionEntry = {
  id: string;
  /** 4, as in "Version 4". */
  number: number;
  status: StatusWord<"version">;
  /** Since when, its share of the last hour; or how it ends: "ends by itself at 11:30 tomorrow, in 19 h 48 min". */
  line: ReactNode;
  /** Last use and from where; what is known of who still signs with it. */
  detail?: ReactNode;
  /** On the ending one only. */
  actions?: ReactNode;
};

/** A key's credential generations, newest first. */
export function VersionTimeline({ versions }: { versions: readonly VersionEntry[] }) {
  return (
    <ol className="grid">
      {versions.map(({ id, number, status, line, detail, actions }, index) => (
        <li key={id} className="grid grid-cols-[0.75rem_minmax(0,1fr)] gap-x-4">
          <span className="flex flex-col items-center pt-1">
            <StatusShape tone={toneOf("version", status)} size={12} />
            {(index < versions.length - 1 || versions.length > 1) && (
              <span aria-hidden="true" className="mt-1 mb-0.5 w-px flex-1 bg-line" />
            )}
          </span>
          <div className={index < versions.length - 1 ? "min-w-0 pb-4" : "min-w-0"}>
            <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
              <strong className="font-medium text-ink">Version {number}</strong>
              <StatusBadge thing="version" word={status} />
              <span className="text-ink-2 max-md:w-full">{line}</span>
            </p>
            {detail && <p className="mt-0.5 text-ink-3 text-small">{detail}</p>}
            {actions && <div className="mt-2 flex flex-wrap gap-1">{actions}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
