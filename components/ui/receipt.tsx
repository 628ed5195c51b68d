import type { ReactNode } from "react";
import { StatusShape } from "./status-shape.tsx";
import { TextLink } from "./text-link.tsx";
import { Time } from "./time.tsx";

type Props = {
  /** What was done: "Suspended mm-prod-eu-2." */
  what: string;
  at: string | number;
  /** By whom. */
  who?: string;
  /** "All 3 gates confirmed in 0.4 s." Only what they did confirm. */
  gates?: string;
  event?: { number: string; href: string };
  /** An Undo button where the act can be undone. */
  undo?: ReactNode;
  /** warn: done, but not everywhere yet. */
  tone?: "ok" | "warn";
};

/** Where a dangerous act ends: in the page, for as long as one looks. */
export function Receipt({ what, at, who, gates, event, undo, tone = "ok" }: Props) {
  return (
    <section
      role="status"
      aria-label="Receipt"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line bg-surface px-4 py-3"
    >
      <StatusShape tone={tone} size={12} />
      <div className="min-w-0 flex-[1_1_14rem]">
        <p className="font-medium text-ink">{what}</p>
        <p className="text-ink-3 text-small">
          <Time at={at} mode="absolute" precision="second" />
          {who && <> by {who}</>}
          {gates && <> · {gates}</>}
          {event && (
            <>
              {" · "}
              <TextLink href={event.href}>Event {event.number}</TextLink>
            </>
          )}
        </p>
      </div>
      {/* Where the words need the whole line, it stands below them. */}
      {undo && <div className="max-md:pl-7">{undo}</div>}
    </section>
  );
}
