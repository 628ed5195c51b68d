"use client";

import { QueryFailed } from "#components/identity/query-failed.tsx";
import { useLiveQuery } from "#components/identity/use-live-query.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CodeSnippet } from "#components/ui/code-snippet.tsx";
import { formatCount, formatList } from "#components/ui/format.ts";
import { type Step, StepChecklist } from "#components/ui/step-checklist.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Result } from "#lib/kernel/result.ts";
import type { SetupFacts } from "#lib/web/contract.ts";
import { FIRST_CONFIGURATION } from "./first-configuration.ts";

const REFRESH_MS = 2_000;

/** The steps, read again from the facts while the page is open: a command run elsewhere ticks its step here. */
export function LiveSetup({ initial }: { readonly initial: Result<SetupFacts, string> }) {
  const { result } = useLiveQuery({ path: "/setup/data", initial, refreshMs: REFRESH_MS });
  if (!result.ok) return <QueryFailed what="The steps" error={result} retryHref="/setup" />;
  const steps = stepsOf(result.value);
  const left = steps.filter(({ done }) => !done).length;
  const current = steps.find(({ done }) => !done)?.id;
  return (
    <div className="max-w-[46rem]">
      <p role="status" className="mb-3 text-ink-3 text-small">
        {left === 0
          ? "All done. This page leaves the navigation; nothing of it is lost."
          : `${formatCount(steps.length - left, "step")} of ${steps.length} done`}
      </p>
      <Card as="div" flush>
        <StepChecklist
          steps={steps.map(({ done, ...step }) => ({
            ...step,
            state: done ? "done" : step.id === current ? "current" : "later",
          }))}
        />
      </Card>
    </div>
  );
}

type Fact = Omit<Step, "state"> & { readonly done: boolean };

function stepsOf({ secondWayIn, organizations, upstreams, key, request }: SetupFacts): Fact[] {
  return [
    {
      id: "second-way-in",
      title: "A second way in for you",
      done: secondWayIn.done,
      detail: secondWayIn.done
        ? `${formatCount(secondWayIn.passkeys, "passkey")}, ${formatCount(secondWayIn.recoveryCodes, "recovery code")} left`
        : "Needed before the first live key: one lost device must not lock you out.",
      children: (
        <div>
          <LinkButton href="/settings" variant="primary">
            Add a passkey or recovery codes
          </LinkButton>
        </div>
      ),
    },
    {
      id: "organization",
      title: "An organization",
      done: organizations.done,
      detail: organizations.done ? (
        <TextLink href="/organizations">
          {organizations.count === 1
            ? organizations.first
            : formatCount(organizations.count, "client organization")}
        </TextLink>
      ) : (
        "The institution that will use your API, and the most its keys may do."
      ),
      children: (
        <div>
          <LinkButton href="/organizations/new" variant="primary">
            New organization
          </LinkButton>
        </div>
      ),
    },
    {
      id: "upstream",
      title: "An upstream",
      done: upstreams.done,
      detail: upstreams.done ? (
        <TextLink href="/upstreams">{formatList(upstreams.names.slice(0, 5))}</TextLink>
      ) : (
        "Where the gate forwards to. Run this on the machine that runs Keywarden, with your own addresses in it."
      ),
      children: <CodeSnippet label="Apply a first configuration" samples={FIRST_CONFIGURATION} />,
    },
    {
      id: "key",
      title: "The first key",
      done: key.done,
      detail: key.done ? (
        <TextLink href={`/keys/${key.id}`}>{key.name}</TextLink>
      ) : (
        "Its scopes, its networks, its end: the page says in one sentence what it can and cannot do."
      ),
      children: (
        <div>
          <LinkButton href="/keys/issue" variant="primary">
            Issue key
          </LinkButton>
        </div>
      ),
    },
    {
      id: "request",
      title: "The first request",
      done: request.done,
      detail: request.done ? (
        <>
          Let through <Time at={request.at} />
        </>
      ) : (
        "Signed with the new key, through the gate, to your upstream."
      ),
      children: (
        <div>
          <LinkButton href={key.id ? `/keys/${key.id}?tab=connect` : "/connect"} variant="primary">
            Show the lines to run
          </LinkButton>
        </div>
      ),
    },
  ];
}
