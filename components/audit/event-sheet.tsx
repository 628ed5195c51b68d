"use client";

import { useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { CopyId } from "#components/ui/copy-id.tsx";
import { CopyLink } from "#components/ui/copy-link.tsx";
import { Diff } from "#components/ui/diff.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatExact, MISSING } from "#components/ui/format.ts";
import { JsonBlock } from "#components/ui/json-block.tsx";
import { type KeyValue, KeyValueList } from "#components/ui/key-value-list.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AuditEvent, Change, PersonalValue } from "#lib/audit/contract.ts";
import type { Result } from "#lib/kernel/result.ts";
import { eventHref } from "./audit-filters.ts";
import { Outcome } from "./event-row.tsx";

type Props = {
  /** As the URL names it, for saying that it isn't there. */
  readonly asked: string;
  readonly found: Result<AuditEvent, string>;
};

/** One event beside the list: the sentence, what changed, who and from where, the whole entry. */
export function EventSheet({ asked, found }: Props) {
  const params = new URLSearchParams(useSearchParams());
  const closeHref = eventHref(params, null);
  if (!found.ok) {
    return (
      <Sheet title={`Event ${asked}`} closeHref={closeHref}>
        {found.code === "event_not_found" ? (
          <ErrorState title={`The log holds no event ${asked}.`}>
            An event has its number a moment after it happened. Look again, or find it in the list.
          </ErrorState>
        ) : (
          <QueryFailed what={`Event ${asked}`} error={found} retryHref={`/audit?event=${asked}`} />
        )}
      </Sheet>
    );
  }
  const event = found.value;
  const link = (index: number | null) => (index === null ? null : eventHref(params, index));
  return (
    <Sheet
      title={`${event.actor.name} ${event.sentence}`}
      closeHref={closeHref}
      previousHref={link(event.newer)}
      nextHref={link(event.older)}
      meta={
        <>
          <Time at={event.at} mode="absolute" />
          <span className="font-mono">#{formatExact(event.index)}</span>
          <span className="font-mono">{event.action}</span>
          {event.outcome === "failure" && <Outcome outcome="failure" />}
        </>
      }
      actions={
        <>
          <CopyLink path={`/audit?event=${event.index}`} />
          <LinkButton href={`/audit?f=target:is:${encodeURIComponent(event.target.id)}`} variant="ghost">
            History of {event.target.name ?? event.target.type}
          </LinkButton>
        </>
      }
    >
      {event.changes.length > 0 && (
        <Part title={event.changes.some(isChange) ? "What changed" : "What it was given"}>
          <Diff lines={event.changes.map(lineOf)} />
        </Part>
      )}
      <Part title="Who and from where">
        <KeyValueList items={whoOf(event)} />
      </Part>
      <Part title="What it is about">
        <KeyValueList items={aboutOf(event)} />
      </Part>
      {event.personal.length > 0 && <Personal values={event.personal} />}
      <Part title="Entry, as it is in the log" corner={<CopyButton text={event.entry} what="entry" />}>
        <JsonBlock value={JSON.parse(event.entry)} label={`Entry ${event.index}`} />
      </Part>
    </Sheet>
  );
}

function Part({
  title,
  corner,
  children,
}: {
  readonly title: string;
  readonly corner?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="grid min-w-0 gap-2">
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-semibold text-body text-ink">{title}</h3>
        {corner}
      </div>
      {children}
    </section>
  );
}

const isChange = (change: Change) => ("added" in change ? true : change.from !== null);

function lineOf(change: Change) {
  const { label } = change;
  if (!("added" in change)) return { label, before: change.from, after: change.to };
  const list = (items: readonly string[]) => (items.length === 0 ? null : items.join(", "));
  return { label, before: list(change.removed), after: list(change.added) };
}

const FACTORS: Readonly<Record<string, string>> = { passkey: "Passkey", recovery_code: "Recovery code" };

function whoOf(event: AuditEvent): KeyValue[] {
  const { actor, role, factor, steppedUpAt, sessionId, ip, userAgent } = event;
  const items: KeyValue[] = [
    { label: "Actor", value: actor.email ? `${actor.name}, ${actor.email}` : actor.name },
    { label: "Actor id", value: <CopyId id={actor.id} what="actor id" /> },
  ];
  if (actor.kind === "person") {
    items.push(
      { label: "Role", value: role ?? MISSING },
      { label: "Signed in by", value: factor === null ? MISSING : (FACTORS[factor] ?? factor) },
      { label: "Confirmed", value: <Time at={steppedUpAt} mode="absolute" missing="Not in this session" /> },
      { label: "Session", value: sessionId ? <CopyId id={sessionId} what="session id" /> : MISSING },
    );
  }
  if (ip !== null || actor.kind === "person")
    items.push({ label: "Address", value: ip ?? MISSING, mono: true });
  if (userAgent !== null) items.push({ label: "Browser", value: userAgent });
  return items;
}

function aboutOf(event: AuditEvent): KeyValue[] {
  const { target, org, reason, details, severity, ocsfClass, eventId } = event;
  const page = PAGES[target.type];
  return [
    {
      label: "Target",
      value: page ? (
        <TextLink href={`${page}/${target.id}`}>{target.name ?? target.id}</TextLink>
      ) : (
        (target.name ?? target.type)
      ),
    },
    { label: "Target id", value: <CopyId id={target.id} what="target id" /> },
    { label: "Organization", value: <TextLink href={`/organizations/${org.id}`}>{org.name}</TextLink> },
    ...(reason === null ? [] : [{ label: "Reason", value: reason }]),
    ...details.map(({ label, value }) => ({ label, value })),
    { label: "Outcome", value: <Outcome outcome={event.outcome} /> },
    { label: "OCSF", value: `${ocsfClass}, severity ${severity.toLowerCase()}` },
    { label: "Event id", value: <CopyId id={eventId} what="event id" /> },
  ];
}

/** Targets that have a page of their own. */
const PAGES: Readonly<Record<string, string>> = { key: "/keys", organization: "/organizations" };

function Personal({ values }: { readonly values: readonly PersonalValue[] }) {
  const wrong = values.filter(({ verified }) => verified === false).length;
  return (
    <Part title="Personal values">
      <p className={wrong > 0 ? "font-medium text-bad-ink text-small" : "text-ink-3 text-small"}>
        {wrong > 0
          ? "A value beside the entry isn't the one that the entry commits to: it was changed afterwards."
          : "They lie beside the log and can be taken out. The entry holds a commitment to each."}
      </p>
      <KeyValueList
        wide
        items={values.map(({ path, label, value, verified }) => ({
          label,
          value: (
            <span className="grid gap-0.5" title={path}>
              <span>{value ?? "Redacted"}</span>
              <Verdict verified={verified} />
            </span>
          ),
        }))}
      />
    </Part>
  );
}

function Verdict({ verified }: { readonly verified: boolean | null }) {
  if (verified === null) return <span className="text-ink-3">Taken out; the entry is unchanged</span>;
  return verified ? (
    <span className="text-ink-3">Fits the commitment</span>
  ) : (
    <span className="font-medium text-bad-ink">Doesn't fit the commitment</span>
  );
}
