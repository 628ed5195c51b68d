"use client";

import { WithAside } from "#components/frame/page.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { useLiveQuery } from "#components/identity/use-live-query.ts";
import { Age } from "#components/ui/age.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { formatShortId } from "#components/ui/format.ts";
import { KeyValueList } from "#components/ui/key-value-list.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { TableColumn } from "#components/ui/table-column.ts";
import { Time } from "#components/ui/time.tsx";
import type { HealthCheck, HealthReport } from "#lib/health/contract.ts";
import type { Result } from "#lib/kernel/result.ts";
import type { GateState } from "#lib/policy/contract.ts";

type Report = HealthReport & { readonly gates: readonly GateState[] };

const REFRESH_MS = 5_000;
const GATES: TableColumn[] = [
  { id: "gate", header: "Gate" },
  { id: "state", header: "State", card: 1 },
  { id: "policy", header: "Policy version", align: "right", card: 3, cardLabel: true },
  { id: "started", header: "Running since", align: "right", from: "lg" },
  { id: "seen", header: "Heard of", align: "right", card: 3, cardLabel: true },
];

/** The checks and the gates, looked at again every few seconds. */
export function LiveHealth({ initial }: { readonly initial: Result<Report, string> }) {
  const { result } = useLiveQuery({ path: "/health/data", initial, refreshMs: REFRESH_MS });
  if (!result.ok) return <QueryFailed what="The checks" error={result} retryHref="/health" />;
  const { checks, versions, dataDir, at, gates } = result.value;
  return (
    <WithAside
      aside={
        <Card title="Versions">
          <KeyValueList
            items={[
              ...versions.map(({ name, version }) => ({ label: name, value: version, mono: true })),
              { label: "Data", value: dataDir, mono: true },
            ]}
          />
        </Card>
      }
    >
      <Card title="Checks" flush corner={<Age at={Date.parse(at)} everySec={REFRESH_MS / 1000} />}>
        <ul>
          {checks.map((check) => (
            <Check key={check.id} check={check} />
          ))}
        </ul>
      </Card>
      <Card title="Gates" flush>
        <DataTable
          id="gates"
          caption="Gates heard of"
          columns={GATES}
          framed={false}
          rows={gates.map((gate) => ({
            id: gate.id,
            name: gate.name,
            under: <span className="font-mono">{formatShortId(gate.id)}</span>,
            cells: {
              state: <StatusBadge thing="system" word={gate.live ? "Healthy" : "Down"} />,
              policy: <span className="tabular-nums">{gate.appliedVersion}</span>,
              started: <Time at={gate.startedAt} />,
              seen: <Time at={gate.seenAt} />,
            },
          }))}
          empty={<Empty title="No gate has ever run here.">npm start starts one.</Empty>}
        />
      </Card>
    </WithAside>
  );
}

function Check({ check }: { check: HealthCheck }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 border-line border-t px-4 py-3 first:border-t-0 md:grid-cols-[11rem_minmax(0,1fr)_auto]">
      <p className="font-medium text-body text-ink">{check.title}</p>
      <div className="min-w-0 max-md:order-3 max-md:col-span-2">
        <p className="break-words text-body text-ink-2">{check.detail}</p>
        {check.remedy && <p className="break-words text-small text-warn-ink">{check.remedy}</p>}
      </div>
      <div>
        <StatusBadge thing="system" word={check.state} />
      </div>
    </li>
  );
}
