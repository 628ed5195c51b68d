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
  { id: "words", header: "The last one", wrap: true, card: 2 },
  { id: "count", header: "Count", align: "right", card: 1 },
  { id: "last", header: "Last", align: "right", card: 3 },
];

type Props = {
  /** With its period: "Why requests were denied, last 24 h". */
  readonly title: string;
  readonly reasons: readonly DenialReason[];
  /** The requests behind a reason. */
  readonly hrefOf: (code: string) => string;
  /** Where all of them are listed, for the card's corner. */
  readonly allHref?: string;
  /** What stands there when nothing was denied. */
  readonly empty: string;
  /** The most frequent ones only. */
  readonly max?: number;
};

/** Why requests were denied, most first, the last one of each in words; every reason and count leads to its requests. */
export function DenialReasonsTable({ title, reasons, hrefOf, allHref, empty, max }: Props) {
  const all = reasons.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card
      title={title}
      flush
      corner={allHref && all > 0 && <TextLink href={allHref}>{`All ${formatNumber(all)}`}</TextLink>}
    >
      <DataTable
        id="reasons"
        caption={title}
        columns={COLUMNS}
        framed={false}
        rows={reasons.slice(0, max).map(({ code, count, lastAt, sentence }) => ({
          id: code,
          name: code,
          mono: true,
          href: hrefOf(code),
          cells: {
            words: sentence ?? MISSING,
            count: (
              <span className="text-ink">
                <Count value={count} href={hrefOf(code)} />
              </span>
            ),
            last: <Time at={lastAt} />,
          },
        }))}
        empty={<p className="py-6 text-body text-ink-2">{empty}</p>}
      />
    </Card>
  );
}
