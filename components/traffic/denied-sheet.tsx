"use client";

import { useSearchParams } from "next/navigation";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { CopyId } from "#components/ui/copy-id.tsx";
import { CopyLink } from "#components/ui/copy-link.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatExact, MISSING } from "#components/ui/format.ts";
import { JsonBlock } from "#components/ui/json-block.tsx";
import { type KeyValue, KeyValueList } from "#components/ui/key-value-list.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Result } from "#lib/kernel/result.ts";
import { type DeniedRequest, TRAFFIC_DAYS_KEPT } from "#lib/traffic/contract.ts";
import { requestHref } from "./traffic-filters.ts";

type Props = {
  readonly asked: string;
  readonly found: Result<DeniedRequest, string>;
};

/** One refused request beside the list: why, what it asked for, by which key, from where. */
export function DeniedSheet({ asked, found }: Props) {
  const params = new URLSearchParams(useSearchParams());
  const closeHref = requestHref(params, null);
  if (!found.ok) {
    return (
      <Sheet title="Request" closeHref={closeHref}>
        {found.code === "request_not_found" ? (
          <ErrorState title="No denied request has this id.">
            <p className="break-all font-mono text-small">{asked}</p>
            Requests that were allowed are counted, not kept. Denied ones are kept for {TRAFFIC_DAYS_KEPT}{" "}
            days.
          </ErrorState>
        ) : (
          <QueryFailed what="The request" error={found} retryHref={`/traffic?request=${asked}`} />
        )}
      </Sheet>
    );
  }
  const request = found.value;
  const link = (id: string | null) => (id === null ? null : requestHref(params, id));
  return (
    <Sheet
      title={request.sentence}
      closeHref={closeHref}
      previousHref={link(request.newer)}
      nextHref={link(request.older)}
      meta={
        <>
          <StatusBadge thing="request" word="Denied" />
          <span className="font-mono">
            {request.status} {request.code}
          </span>
          <Time at={request.at} mode="absolute" />
        </>
      }
      actions={
        <>
          <CopyLink path={`/traffic?request=${request.requestId}`} />
          {request.key && (
            <LinkButton href={`/traffic?f=key:is:${request.key.id}`} variant="ghost">
              All of {request.key.name}
            </LinkButton>
          )}
        </>
      }
    >
      <KeyValueList items={factsOf(request)} />
      {request.repeats > 0 && (
        <p className="text-ink-2 text-small">
          {formatExact(request.repeats)} more like it arrived at that moment: the same key, reason and
          address. They are counted and not kept one by one.
        </p>
      )}
      {Object.keys(request.detail).length > 0 && (
        <section className="grid min-w-0 gap-2">
          <h3 className="font-semibold text-body text-ink">What the gate noted</h3>
          <JsonBlock value={request.detail} label="What the gate noted" />
        </section>
      )}
    </Sheet>
  );
}

function factsOf(request: DeniedRequest): KeyValue[] {
  const { requestId, method, path, route, upstream, key, org, version, ip } = request;
  return [
    { label: "Request", value: `${method} ${path}`, mono: true },
    { label: "Route", value: route ?? "None matched", mono: route !== null },
    { label: "Upstream", value: upstream ?? MISSING },
    {
      label: "Key",
      value: key ? <TextLink href={`/keys/${key.id}`}>{key.name}</TextLink> : "None that is known",
    },
    ...(key
      ? [
          {
            label: "Proved",
            value: version === null ? "No: it only names this key" : `Yes, with version ${version}`,
          },
        ]
      : []),
    {
      label: "Organization",
      value: org ? <TextLink href={`/organizations/${org.id}`}>{org.name}</TextLink> : MISSING,
    },
    { label: "From", value: ip, mono: true },
    { label: "Request id", value: <CopyId id={requestId} what="request id" /> },
  ];
}
