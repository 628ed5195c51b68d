import { keysHref } from "#components/keys/key-filters.ts";
import { Count } from "#components/ui/count.tsx";
import { MISSING } from "#components/ui/format.ts";
import { ScopeLabel } from "#components/ui/risk.tsx";
import { Tag } from "#components/ui/status-badge.tsx";
import type { TableColumn, TableRow } from "#components/ui/table-column.ts";
import { Time } from "#components/ui/time.tsx";
import { highestScope, riskOf } from "#lib/keys/scopes.ts";
import type { Organization } from "#lib/orgs/contract.ts";

export const organizationColumns: TableColumn[] = [
  { id: "name", header: "Organization" },
  { id: "kind", header: "Kind", card: 1 },
  { id: "ceiling", header: "Ceiling, highest", card: 2 },
  { id: "tier", header: "Tier", from: "lg" },
  { id: "keys", header: "Keys in force", align: "right", card: 3, cardLabel: true },
  { id: "moving", header: "Can move money", align: "right", card: 3, cardLabel: true },
  { id: "created", header: "Created", align: "right", from: "lg" },
];

/** The list of an organization's keys that are neither revoked nor expired. */
export function keysOf(orgId: string, ...chips: readonly string[]): string {
  return keysHref([`org:is:${orgId}`, ...chips, "status:is-not:revoked", "status:is-not:expired"]);
}

/** What stands for an organization in every list of them. */
export function organizationRow(organization: Organization): TableRow {
  const { id, name, kind, ceiling, tier, keys, keysThatMoveMoney, createdAt } = organization;
  const highest = highestScope(ceiling);
  return {
    id,
    name,
    href: `/organizations/${id}`,
    cells: {
      kind: <Tag tone="mute">{kind === "venue" ? "Venue" : "Client"}</Tag>,
      ceiling: highest ? (
        <ScopeLabel scope={highest} risk={riskOf(highest)} more={ceiling.length - 1} />
      ) : (
        MISSING
      ),
      tier: tier ?? <span className="text-ink-3">default</span>,
      keys: <Count value={keys} href={keysOf(id)} />,
      moving: <Count value={keysThatMoveMoney} href={keysOf(id, "risk:is:transfer")} />,
      created: <Time at={createdAt} mode="date" />,
    },
  };
}
