import { Outcome } from "#components/audit/event-row.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { formatCapped, formatNumber, formatPlace, MISSING } from "#components/ui/format.ts";
import type { TableColumn, TableRow } from "#components/ui/table-column.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import { AUDIT_COUNT_MAX, type AuditPage, type AuditRow } from "#lib/audit/contract.ts";

const COLUMNS: readonly TableColumn[] = [
  { id: "event", header: "Event", width: 112 },
  { id: "at", header: "Time", card: 3 },
  { id: "what", header: "What", wrap: true, card: 2 },
  { id: "outcome", header: "Outcome", from: "lg", card: 1 },
  { id: "from", header: "From", from: "xl" },
];

/** What was done to a key, by whom, from the audit log. */
export function KeyHistory({ page, keyId }: { readonly page: AuditPage; readonly keyId: string }) {
  const href = `/keys/${keyId}?tab=history`;
  const all = formatCapped(page.total.exact ? page.total.count : AUDIT_COUNT_MAX + 1, AUDIT_COUNT_MAX);
  return (
    <DataTable
      id="key-history"
      caption="Events, newest first"
      columns={COLUMNS}
      rows={page.rows.map(historyRow)}
      foot={{
        label: page.rows.length === 0 ? "0 events" : formatPlace(page.rows.length, all, page),
        previousHref: page.newer === null ? null : `${href}&after=${page.newer}`,
        nextHref: page.older === null ? null : `${href}&before=${page.older}`,
        updated: <TextLink href={`/audit?f=target:is:${keyId}`}>Open in Audit</TextLink>,
      }}
      empty={<Empty title="No event yet.">The log numbers an event a moment after it happened.</Empty>}
    />
  );
}

function historyRow({ index, at, actor, sentence, outcome, ip }: AuditRow): TableRow {
  return {
    id: String(index),
    name: `#${formatNumber(index)}`,
    mono: true,
    href: `/audit?event=${index}`,
    cells: {
      at: <Time at={at} mode="absolute" />,
      what: (
        <>
          <strong className="font-medium text-ink">{actor.name}</strong> {sentence}
        </>
      ),
      outcome: <Outcome outcome={outcome} />,
      from: <span className="font-mono text-small">{ip ?? MISSING}</span>,
    },
  };
}
