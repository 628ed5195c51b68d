import { Card } from "#components/ui/card.tsx";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { formatNumber, formatShare } from "#components/ui/format.ts";
import type { TableColumn, TableRow } from "#components/ui/table-column.ts";
import type { TrafficShare, TrafficShares } from "#lib/traffic/contract.ts";

type Props = {
  readonly id: string;
  readonly title: string;
  /** "Organization", "Route". */
  readonly what: string;
  readonly shares: TrafficShares;
  /** Where a row leads; null: its name is no link. */
  readonly hrefOf: (share: TrafficShare) => string | null;
  readonly mono?: boolean;
  readonly empty: string;
};

/** Whom or what requests belong to, most first. */
export function SharesTable({ id, title, what, shares, hrefOf, mono = false, empty }: Props) {
  const columns: readonly TableColumn[] = [
    { id: "name", header: what },
    { id: "allowed", header: "Allowed", align: "right", card: 2, cardLabel: true },
    { id: "denied", header: "Denied", align: "right", card: 2, cardLabel: true },
    { id: "share", header: "Denied, share", align: "right", card: 2 },
  ];
  const rows = shares.rows.map((share): TableRow => {
    const href = hrefOf(share);
    return {
      id: share.id === "" ? "nobody" : share.id,
      name: share.name,
      mono,
      ...(href !== null && { href }),
      cells: figures(share),
    };
  });
  const { others } = shares;
  if (others !== null)
    rows.push({ id: "others", name: `Other (${formatNumber(others.count)})`, cells: figures(others) });
  return (
    <Card title={title} flush>
      <DataTable
        id={id}
        caption={title}
        columns={columns}
        framed={false}
        rows={rows}
        empty={<p className="py-6 text-body text-ink-2">{empty}</p>}
      />
    </Card>
  );
}

function figures({ allowed, denied }: Pick<TrafficShare, "allowed" | "denied">): TableRow["cells"] {
  return {
    allowed: <Count value={allowed} />,
    denied: <Count value={denied} />,
    share: formatShare(denied, allowed + denied),
  };
}
