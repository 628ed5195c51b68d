import { Card } from "#components/ui/card.tsx";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { formatNumber, MISSING } from "#components/ui/format.ts";
import type { TableColumn } from "#components/ui/table-column.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import type { DenialReason } from "#lib/traffic/contract.ts";

const COLUMNS: readonly TableColumn[] = [
  { id: "reason", header: "Reason", width: 176 },
  { id: "means", header: "The last one", wrap: true, card: 2 },
  { id: "count", header: "Count", align: "right", card: 1 },
  { id: "last", header: "Last", align: "right", card: 3 },
];

/** Why a key's requests were refused: each reason with the last such request in words. */
export function WhyDenied({
  reasons,
  href,
}: {
  readonly reasons: readonly DenialReason[];
  /** Where the requests are listed; a reason narrows it. */
  readonly href: string;
}) {
  const all = reasons.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card
      title="Why requests were denied, last 24 h"
      flush
      corner={all > 0 && <TextLink href={href}>{`All ${formatNumber(all)}`}</TextLink>}
    >
      <DataTable
        id="why-denied"
        caption="Denied requests by reason, last 24 h"
        columns={COLUMNS}
        framed={false}
        rows={reasons.map(({ code, count, lastAt, sentence }) => ({
          id: code,
          name: code,
          mono: true,
          href: `${href}&code=${code}`,
          cells: {
            means: sentence ?? MISSING,
            count: (
              <span className="text-ink">
                <Count value={count} href={`${href}&code=${code}`} />
              </span>
            ),
            last: <Time at={lastAt} />,
          },
        }))}
        empty={<p className="py-6 text-ink-3">No request was denied in the last 24 h.</p>}
      />
    </Card>
  );
}
