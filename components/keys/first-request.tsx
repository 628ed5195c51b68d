"use client";

import { useState } from "react";
import { useLiveQuery } from "#components/identity/use-live-query.ts";
import { formatCount } from "#components/ui/format.ts";
import { StatusShape } from "#components/ui/status-shape.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Result } from "#lib/kernel/result.ts";
import type { DenialReason, VersionUse } from "#lib/traffic/contract.ts";
import type { KeyActivity } from "./key-activity.ts";

const REFRESH_MS = 2_000;

/** Waits for a key's request and says what became of it, by itself. */
export function FirstRequest({
  keyId,
  initial,
}: {
  readonly keyId: string;
  readonly initial: Result<KeyActivity, string>;
}) {
  const live = useLiveQuery({ path: "/keys/activity", input: { keyId }, initial, refreshMs: REFRESH_MS });
  // What was there when the page opened is no answer to what is run now.
  const [openedWith] = useState(initial.ok ? seenIn(initial.value) : null);
  const activity = live.result.ok ? live.result.value : null;
  if (activity === null) return null;
  const now = seenIn(activity);
  const denied = newest(activity.reasons);
  const refusedSince = denied?.lastAt && denied.lastAt > (openedWith?.deniedAt ?? "") ? denied : null;
  const arrivedSince = now.allowed > (openedWith?.allowed ?? 0);
  const use = lastUse(activity.versions);
  return (
    <section
      role="status"
      aria-label="First request"
      className="flex items-start gap-3 rounded-lg border border-line bg-surface px-4 py-3"
    >
      <span className="mt-1 shrink-0">
        <StatusShape
          tone={refusedSince && !arrivedSince ? "bad" : now.allowed > 0 ? "ok" : "info"}
          size={12}
        />
      </span>
      <div className="min-w-0 flex-1">
        {now.allowed > 0 && (arrivedSince || !refusedSince) && (
          <Arrived first={(openedWith?.allowed ?? 0) === 0} use={use} allowed={now.allowed} keyId={keyId} />
        )}
        {refusedSince && <Refused reason={refusedSince} keyId={keyId} />}
        {now.allowed === 0 && !refusedSince && (
          <>
            <p className="font-medium text-ink">No requests yet.</p>
            <p className="text-ink-2 text-small">
              Run the lines above; this page changes when the first one arrives.
            </p>
          </>
        )}
      </div>
    </section>
  );
}

type ArrivedProps = {
  readonly first: boolean;
  readonly use: VersionUse | null;
  readonly allowed: number;
  readonly keyId: string;
};

function Arrived({ first, use, allowed, keyId }: ArrivedProps) {
  return (
    <>
      <p className="font-medium text-ink">
        {first ? "First request let through" : "Requests arrive"}
        {use?.lastUsedAt && (
          <>
            , {first ? "" : "the last one "}
            <Time at={use.lastUsedAt} mode="clock" />
          </>
        )}
        .
      </p>
      <p className="text-ink-2 text-small">
        {use?.lastIp && (
          <>
            From <span className="font-mono">{use.lastIp}</span>.{" "}
          </>
        )}
        {formatCount(allowed, "request")} in the last 24 h.{" "}
        <TextLink href={`/keys/${keyId}`}>Its overview</TextLink>
      </p>
    </>
  );
}

function Refused({ reason, keyId }: { readonly reason: DenialReason; readonly keyId: string }) {
  return (
    <>
      <p className="font-medium text-ink">
        Denied, <Time at={reason.lastAt} mode="clock" />: <span className="font-mono">{reason.code}</span>
      </p>
      <p className="text-ink-2 text-small">
        {reason.sentence} <TextLink href={`/keys/${keyId}?tab=denials`}>Its denials</TextLink>
      </p>
    </>
  );
}

function seenIn({ usage, reasons }: KeyActivity): { allowed: number; deniedAt: string } {
  return { allowed: usage.allowed, deniedAt: newest(reasons)?.lastAt ?? "" };
}

function newest(reasons: readonly DenialReason[]): DenialReason | null {
  return reasons.reduce<DenialReason | null>(
    (last, reason) => ((reason.lastAt ?? "") > (last?.lastAt ?? "") ? reason : last),
    null,
  );
}

function lastUse(versions: readonly VersionUse[]): VersionUse | null {
  return versions.reduce<VersionUse | null>(
    (last, use) => ((use.lastUsedAt ?? "") > (last?.lastUsedAt ?? "") ? use : last),
    null,
  );
}
