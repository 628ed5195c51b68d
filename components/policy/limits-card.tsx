import { Card, CardPart } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { formatList, formatNumber } from "#components/ui/format.ts";
import type { TableColumn, TableRow } from "#components/ui/table-column.ts";
import { DEFAULT_LIMIT, type LimitPolicy } from "#lib/limits/contract.ts";
import type { Configuration } from "#lib/policy/contract.ts";

const COLUMNS: TableColumn[] = [
  { id: "name", header: "Limit" },
  { id: "per", header: "Counted by", card: 2 },
  { id: "scope", header: "Only for", card: 2 },
  { id: "rate", header: "Refills", align: "right", card: 3 },
  { id: "burst", header: "At once", align: "right", card: 3, cardLabel: true },
];
const PER = { key: "each key", org: "each organization", ip: "each address" } as const;

/** Every limit in force and the tiers that name them. */
export function LimitsCard({
  limits,
  tiers,
  strangers,
}: Pick<Configuration, "limits" | "tiers" | "strangers">) {
  const named = limits.some(({ name }) => name === DEFAULT_LIMIT.name) ? limits : [DEFAULT_LIMIT, ...limits];
  return (
    <Card title="Limits" flush>
      <DataTable
        id="limits"
        caption="Limits in force"
        columns={COLUMNS}
        rows={named.map(row)}
        framed={false}
        empty={<Empty title="No limits." />}
      />
      <CardPart>
        <ul className="grid gap-1 text-ink-2 text-small">
          {tiers.map((tier) => (
            <li key={tier.name}>
              Tier <strong className="font-medium text-ink">{tier.name}</strong>:{" "}
              {tier.limits.length > 0 ? formatList(tier.limits) : "no limits but those by address"}.
            </li>
          ))}
          <li>An organization without a tier: {DEFAULT_LIMIT.name}.</li>
          <li>
            Addresses that fail to prove a credential {formatNumber(strangers.failures)} times in{" "}
            {formatNumber(strangers.windowSec)} s are turned away, longer each time. Proved credentials always
            pass.
          </li>
        </ul>
      </CardPart>
    </Card>
  );
}

function row({ name, per, scope, quota, windowSec, burst }: LimitPolicy): TableRow {
  return {
    id: name,
    name,
    cells: {
      per: PER[per],
      scope:
        scope === null ? (
          <span className="text-ink-3">every request</span>
        ) : (
          <span className="font-mono">{scope}</span>
        ),
      rate: `${formatNumber(quota)} in ${formatNumber(windowSec)} s`,
      burst: formatNumber(burst),
    },
  };
}
