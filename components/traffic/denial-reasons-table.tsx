import { Card } from "#components/ui/card.tsx";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { MISSING } from "#components/ui/format.ts";
import type { TableColumn } from "#components/ui/table-column.ts";
import { Time } from "#components/ui/time.tsx";
import type { DenialReason } from "#lib/traffic/contract.ts";

const COLUMNS: readonly TableColumn[] = [
  { id: "reason", header: "Reason" },
  { id: "words", header: "The last one", wrap: true, card: 2 },
  { id: "count", header: "Count", align: "right", card: 1 },
  { id: "last", header: "Last", align: "right", card: 3 },
];

type Props = {
  readonly title: string;
  readonly reasons: readonly DenialReason[];
  readonly hrefOf: (code: string) => string;
  /** What stands there when nothing was denied. */
  readonly empty: string;
};

/** Why requests were denied, most first; every reason leads to its requests. */
export function DenialReasonsTable({ title, reasons, hrefOf, empty }: Props) {
  return (
    <Card title={title} flush>
      <DataTable
        id="reasons"
        caption={title}
        columns={COLUMNS}
        framed={false}
        rows={reasons.map(({ code, count, lastAt, sentence }) => ({
          id: code,
          name: code,
          mono: true,
          href: hrefOf(code),
          cells: {
            words: sentence ?? MISSING,
            count: <Count value={count} href={hrefOf(code)} />,
            last: <Time at={lastAt} />,
          },
        }))}
        empty={<p className="py-6 text-body text-ink-2">{empty}</p>}
      />
    </Card>
  );
}
