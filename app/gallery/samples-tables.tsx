"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { SavedViews } from "#components/ui/saved-views.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { StepChecklist } from "#components/ui/step-checklist.tsx";
import type { TableColumn, TableRow } from "#components/ui/table-column.ts";
import { TabLinks } from "#components/ui/tabs.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import { at, SAMPLE_KEYS } from "./sample-keys.ts";

const COLUMNS: readonly TableColumn[] = [
  { id: "key", header: "Key", sort: { href: "/gallery?sort=key", direction: null } },
  { id: "org", header: "Organization" },
  { id: "status", header: "Status", card: 1 },
  {
    id: "used",
    header: "Last used",
    card: 3,
    cardLabel: true,
    sort: { href: "/gallery?sort=used", direction: "descending" },
  },
];

const ROWS: readonly TableRow[] = SAMPLE_KEYS.slice(0, 4).map((key, index) => ({
  id: key.id,
  name: key.name,
  href: "/gallery/key",
  sheetHref: "/gallery?sheet=1",
  under: `${key.id} · ${key.kind}`,
  current: index === 1,
  cells: {
    org: key.org,
    status: <StatusBadge thing="key" word={key.status} />,
    used: <Time at={key.usedAgoMs === null ? null : at(key.usedAgoMs)} missing="Never" />,
  },
}));

export function TableSamples({ theme }: { theme: string }) {
  const [news, setNews] = useState(12);
  const view = (label: string, current: boolean) => ({ href: `/gallery?view=${label}`, label, current });
  return (
    <div className="grid gap-4">
      <TabLinks
        label={`Tabs, ${theme}`}
        tabs={[view("Overview", true), { ...view("Denials", false), count: "241" }]}
      />
      <SavedViews
        views={[
          { ...view("All", true), count: "1,284" },
          { ...view("Failing now", false), count: "2", urgent: true },
        ]}
        changed={{ resetHref: "/gallery" }}
      />
      <FilterBar
        placeholder={`Name or id, ${theme}`}
        fields={[
          {
            id: "status",
            label: "Status",
            kind: "choice",
            options: [{ value: "revoked", label: "Revoked" }],
          },
          { id: "created", label: "Created", kind: "date" },
        ]}
      />
      <DataTable
        id={`sample-${theme}`}
        caption={`Keys, ${theme}`}
        columns={COLUMNS}
        rows={ROWS}
        news={{ count: news, onShow: () => setNews(0) }}
        foot={{
          label: "1–4 of 10,000+",
          updated: "Updated 2 s ago",
          previousHref: "/gallery?before=a",
          nextHref: null,
        }}
        empty={null}
        bulk={{ noun: "key", total: 214, actions: () => <Button variant="danger-outline">Suspend…</Button> }}
      />
      <div className="grid gap-4 xl:grid-cols-2">
        <Card title="Loading" flush>
          <DataTable
            id="l"
            caption={`Loading, ${theme}`}
            columns={COLUMNS}
            rows={[]}
            loading
            framed={false}
            empty={null}
          />
        </Card>
        <div className="grid content-start gap-4">
          <DataTable
            id="e"
            caption={`Filtered to nothing, ${theme}`}
            columns={COLUMNS}
            rows={[]}
            empty={
              <Empty
                title="No key matches."
                action={<TextLink href="/gallery">Drop “Status is Leaked”</TextLink>}
              >
                1,284 keys match without it.
              </Empty>
            }
          />
          <Card title="Setup" flush>
            <StepChecklist
              steps={[
                {
                  id: "owner",
                  title: "A second owner",
                  state: "done",
                  detail: "jonas@aster.example, 2 min ago",
                },
                {
                  id: "org",
                  title: "An organization",
                  state: "current",
                  detail: "Whom you hand keys to.",
                  children: <Button variant="primary">Create an organization</Button>,
                },
                { id: "upstream", title: "An upstream", state: "later", detail: "What the keys reach." },
              ]}
            />
          </Card>
        </div>
      </div>
    </div>
  );
}
