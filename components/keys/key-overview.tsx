"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { WithAside } from "#components/frame/page.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { useLiveQuery } from "#components/identity/use-live-query.ts";
import { DenialReasonsTable } from "#components/traffic/denial-reasons-table.tsx";
import { Age } from "#components/ui/age.tsx";
import { BarPanels } from "#components/ui/bar-panels.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { VersionTimeline } from "#components/ui/version-timeline.tsx";
import type { Result } from "#lib/kernel/result.ts";
import type { KeyDetail } from "#lib/keys/contract.ts";
import type { Usage } from "#lib/traffic/contract.ts";
import type { KeyActivity } from "./key-activity.ts";
import { versionEntries } from "./version-entries.tsx";

const REFRESH_SEC = 5;
const VERSIONS_SHOWN = 3;

type Props = {
  readonly detail: KeyDetail;
  /** When the detail was read. */
  readonly asOfMs: number;
  readonly initial: Result<KeyActivity, string>;
  readonly aside: ReactNode;
};

/** How a key does now: its versions while it rotates, its day, and why requests with it were refused. */
export function KeyOverview({ detail, asOfMs, initial, aside }: Props) {
  const router = useRouter();
  const { keyId, versions } = detail;
  const href = `/keys/${keyId}`;
  const live = useLiveQuery({
    path: "/keys/activity",
    input: { keyId },
    initial,
    refreshMs: REFRESH_SEC * 1_000,
  });
  const activity = live.result.ok ? live.result.value : initial.ok ? initial.value : null;
  if (activity === null) {
    const error = live.result.ok ? initial : live.result;
    return (
      <WithAside aside={aside}>
        {!error.ok && <QueryFailed what="This key's requests" error={error} retryHref={href} />}
      </WithAside>
    );
  }
  const { state, at } = activity;
  const newer = Date.parse(at) > asOfMs;
  const changed = newer && (state.status !== detail.status || state.versions !== versions.length);
  return (
    <WithAside aside={aside}>
      {changed && (
        <div
          role="status"
          className="flex items-center gap-3 rounded-lg border border-line bg-info-soft px-4 py-2"
        >
          <p className="flex-1 text-info-ink">This key was changed meanwhile.</p>
          <Button onClick={() => router.refresh()}>Show it as it is</Button>
        </div>
      )}
      {versions.length > 1 && (
        <Card
          title={detail.badge === "Rotating" ? "Rotation in progress" : "Versions"}
          corner={<TextLink href={`${href}?tab=versions`}>{`All ${versions.length}`}</TextLink>}
        >
          <VersionTimeline
            versions={versionEntries(versions.slice(0, VERSIONS_SHOWN), activity.versions, { whole: false })}
          />
        </Card>
      )}
      <Requests usage={activity.usage} detail={detail} at={activity.at} />
      <DenialReasonsTable
        title="Why requests were denied, last 24 h"
        reasons={activity.reasons}
        hrefOf={(code) => `${href}?tab=denials&code=${code}`}
        allHref={`${href}?tab=denials`}
        empty="No request was denied in the last 24 h."
      />
    </WithAside>
  );
}

function Requests({
  usage,
  detail,
  at,
}: {
  readonly usage: Usage;
  readonly detail: KeyDetail;
  readonly at: string;
}) {
  const { points, from, bucketMs } = usage;
  return (
    <BarPanels
      title="Requests by outcome, last 24 h"
      startMs={Date.parse(from)}
      bucketMs={bucketMs}
      running={points.at(-1)?.running ?? false}
      panels={[
        { id: "allowed", label: "Allowed", tone: "allowed", values: points.map(({ allowed }) => allowed) },
        { id: "denied", label: "Denied", tone: "denied", values: points.map(({ denied }) => denied) },
      ]}
      marks={detail.versions
        .filter(({ number }) => number > 1)
        .map(({ createdAt }) => ({ atMs: Date.parse(createdAt), label: "rotated" }))}
      corner={
        <>
          <span className="text-ink-3">
            <Age at={at} everySec={REFRESH_SEC} />
          </span>
          <span className="text-ink-3">·</span>
          <TextLink href={`/traffic?f=key:is:${detail.keyId}`}>Open in Traffic</TextLink>
        </>
      }
    />
  );
}
