import { Card } from "#components/ui/card.tsx";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { MISSING } from "#components/ui/format.ts";
import type { TableColumn } from "#components/ui/table-column.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import type { DenialReason } from "#lib/traffic/contract.ts";

const SHOWN = 6;
const COLUMNS: TableColumn[] = [
  { id: "reason", header: "Reason", width: 176 },
  { id: "words", header: "The last one", wrap: true, card: 2 },
  { id: "count", header: "Count", align: "right", card: 1 },
  { id: "last", header: "Last", align: "right", card: 3 },
];

/** Why requests were denied, most first; every count leads to its rows. */
export function DenialReasonsCard({ reasons }: { readonly reasons: readonly DenialReason[] }) {
  const all = reasons.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card
      title="Why requests were denied, last 24 h"
      flush
      corner={all > 0 && <TextLink href="/traffic">{`All ${all.toLocaleString("en")}`}</TextLink>}
    >
      <DataTable
        id="reasons"
        caption="Denied requests by reason, last 24 h"
        columns={COLUMNS}
        framed={false}
        rows={reasons.slice(0, SHOWN).map(({ code, count, lastAt, sentence }) => ({
          id: code,
          name: code,
          mono: true,
          href: `/traffic?f=code:is:${code}`,
          cells: {
            words: sentence ?? MISSING,
            count: <Count value={count} href={`/traffic?f=code:is:${code}`} />,
            last: <Time at={lastAt} />,
          },
        }))}
        empty={<p className="px-4 py-6 text-body text-ink-2">No request was denied in the last 24 h.</p>}
      />
    </Card>
  );
}
