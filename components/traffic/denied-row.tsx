import { formatExact, formatInstant, MISSING, type Zone } from "#components/ui/format.ts";
import type { TableRow } from "#components/ui/table-column.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import type { DeniedRow } from "#lib/traffic/contract.ts";

/** One refused request of the list; its time leads to the request itself. */
export function deniedRow(request: DeniedRow, href: string, zone: Zone, current: boolean): TableRow {
  const { requestId, at, sentence, code, repeats, key, org, method, path, ip } = request;
  return {
    id: requestId,
    name: formatInstant(Date.parse(at), zone),
    href,
    sheetHref: href,
    current,
    cells: {
      reason: (
        <>
          <span className="text-ink">{sentence}</span>{" "}
          <span data-second-line="" className="block text-ink-3 text-small">
            <span className="font-mono">{code}</span>
            {repeats > 0 && ` · and ${formatExact(repeats)} more like it at that moment`}
          </span>
        </>
      ),
      key: key ? (
        <TextLink href={`/keys/${key.id}`} look="plain" className="text-ink-2">
          {key.name}
        </TextLink>
      ) : (
        MISSING
      ),
      org: org ? (
        <TextLink href={`/organizations/${org.id}`} look="plain" className="text-ink-2">
          {org.name}
        </TextLink>
      ) : (
        MISSING
      ),
      request: (
        <span className="block max-w-72 truncate font-mono text-small" title={`${method} ${path}`}>
          {method} {path}
        </span>
      ),
      from: <span className="font-mono text-small">{ip}</span>,
    },
  };
}
