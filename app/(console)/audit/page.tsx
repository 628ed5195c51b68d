import type { Metadata } from "next";
import { readAuditList } from "#components/audit/audit-filters.ts";
import { AuditLog } from "#components/audit/audit-log.tsx";
import { EventSheet } from "#components/audit/event-sheet.tsx";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { withParam } from "#components/ui/filters.ts";
import type { AuditPage } from "#lib/audit/contract.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { ok } from "#lib/kernel/result.ts";
import { requireActor } from "#lib/web/require-actor.ts";
import { organizationsQuery } from "../organizations/queries.ts";
import { auditActorsQuery, auditEventQuery, auditEventsQuery, auditHistogramQuery } from "./queries.ts";

export const metadata: Metadata = { title: "Audit" };

const NOTHING: AuditPage = {
  rows: [],
  total: { count: 0, exact: true },
  newer: null,
  older: null,
  newest: 0,
};

type Props = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditLogPage({ searchParams }: Props) {
  await requireActor();
  const params = await searchParams;
  const [actors, organizations] = await Promise.all([auditActorsQuery({}), organizationsQuery({})]);
  const choices = {
    actors: actors.ok ? actors.value : [],
    organizations: (organizations.ok ? organizations.value : []).map(({ id, name }) => ({ id, name })),
  };
  const { filter, before, after, event, impossible } = readAuditList(params, choices);
  const [found, histogram, opened] = await Promise.all([
    impossible
      ? ok(NOTHING)
      : auditEventsQuery({
          filter,
          ...(before === undefined ? {} : { before }),
          ...(after === undefined || before !== undefined ? {} : { after }),
        }),
    impossible ? null : auditHistogramQuery({ filter }),
    event === null ? null : auditEventQuery({ event, filter: impossible ? {} : filter }),
  ]);
  return (
    <Page crumbs={[{ label: "Audit" }]}>
      <PageHeader
        title="Audit"
        sentence="Who did what, when and from where. The log can be added to, never changed."
      />
      {found.ok ? (
        <AuditLog
          page={found.value}
          histogram={histogram?.ok ? histogram.value : null}
          filter={filter}
          {...choices}
          open={opened?.ok ? opened.value.index : null}
          readAt={rfc3339(Date.now())}
        />
      ) : (
        <QueryFailed what="The audit log" error={found} retryHref={`/audit${withParam(params, {})}`} />
      )}
      {event !== null && opened && <EventSheet asked={String(event)} found={opened} />}
    </Page>
  );
}
