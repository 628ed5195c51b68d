"use client";

import { formatCount, formatDuration } from "#components/ui/format.ts";
import { Time } from "#components/ui/time.tsx";
import { type VersionEntry, VersionTimeline } from "#components/ui/version-timeline.tsx";
import { parseDurationMs } from "#lib/kernel/duration.ts";
import type { KeyDetail } from "#lib/keys/contract.ts";

type Props = {
  readonly detail: KeyDetail;
  readonly overlap: string;
  readonly nowMs: number;
  readonly requestsLastHour: number;
};

/** The two versions as they will stand, and who still signs with the older one. */
export function RotatePreview({ detail, overlap, nowMs, requestsLastHour }: Props) {
  const [current] = detail.versions;
  if (current === undefined) return null;
  const overlapMs = Math.min(parseDurationMs(overlap) ?? 0, Date.parse(detail.expiresAt) - nowMs);
  const { lastUsedAt, lastIp } = current;
  const versions: VersionEntry[] = [
    {
      id: "new",
      number: current.number + 1,
      status: "Current",
      line: "from now on",
      detail: "Same scopes, networks and end.",
    },
    {
      id: current.versionId,
      number: current.number,
      status: overlapMs > 0 ? "Ending" : "Ended",
      line: overlapMs > 0 ? `works ${formatDuration(overlapMs)} longer` : "at once",
      detail:
        lastUsedAt === null ? (
          "Never used."
        ) : (
          <>
            Last used <Time at={lastUsedAt} />
            {lastIp && (
              <>
                {" "}
                from <span className="font-mono">{lastIp}</span>
              </>
            )}
            , {formatCount(requestsLastHour, "request")} in the last hour.
          </>
        ),
    },
  ];
  return (
    <div className="grid gap-3">
      <VersionTimeline versions={versions} />
      {overlapMs === 0 && lastUsedAt !== null && (
        <p className="rounded-md bg-warn-soft px-3 py-2 text-small text-warn-ink">
          Without an overlap, whatever still signs with version {current.number} is refused at once.
        </p>
      )}
    </div>
  );
}
