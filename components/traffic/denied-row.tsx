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
          <span className="block text-ink">{sentence}</span>
          <span data-second-line="" className="block break-all text-ink-3 text-small">
            <span className="font-mono">{code}</span> ·{" "}
            <span className="font-mono">
              {method} {path}
            </span>
            {repeats > 0 && ` · ${formatExact(repeats)} more like it`}
          </span>
        </>
      ),
      key: (
        <>
          <span className="block">
            {key ? (
              <TextLink href={`/keys/${key.id}`} look="plain">
                {key.name}
              </TextLink>
            ) : (
              MISSING
            )}
          </span>
          {org && (
            <span data-second-line="" className="block text-ink-3 text-small max-md:hidden">
              {org.name}
            </span>
          )}
        </>
      ),
      from: <span className="font-mono text-small">{ip}</span>,
    },
  };
}
