import { formatExact, formatInstant, MISSING, type Zone } from "#components/ui/format.ts";
import type { TableRow } from "#components/ui/table-column.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import type { AuditRow } from "#lib/audit/contract.ts";

/** One event of the list; its time leads to the event itself. */
export function eventRow(event: AuditRow, href: string, zone: Zone, current: boolean): TableRow {
  const { index, at, actor, sentence, org, ip } = event;
  return {
    id: String(index),
    name: formatInstant(Date.parse(at), zone),
    href,
    sheetHref: href,
    current,
    cells: {
      who: (
        <span className="text-ink" title={actor.email ?? actor.id}>
          {actor.name}
        </span>
      ),
      what: (
        <span className="text-ink-2">
          <span className="text-ink md:hidden">{actor.name} </span>
          {sentence}
        </span>
      ),
      outcome: <Outcome outcome={event.outcome} />,
      org: (
        <TextLink href={`/organizations/${org.id}`} look="plain" className="text-ink-2">
          {org.name}
        </TextLink>
      ),
      from: <span className="font-mono text-small">{ip ?? MISSING}</span>,
      number: <span className="font-mono text-small">#{formatExact(index)}</span>,
    },
  };
}

/** "ok" is quiet; what was refused or failed is not. */
export function Outcome({ outcome }: { readonly outcome: AuditRow["outcome"] }) {
  return outcome === "success" ? (
    <span className="text-ink-3">ok</span>
  ) : (
    <span className="font-medium text-bad-ink">refused</span>
  );
}
