"use client";

import { Download, Pause, Plus, RefreshCw } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { PageHeader } from "#components/frame/page-header.tsx";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { ColumnsMenu } from "#components/ui/columns-menu.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { type FilterField, parseFilters, sortLink } from "#components/ui/filters.ts";
import { formatCount, formatShare, MISSING } from "#components/ui/format.ts";
import { Menu } from "#components/ui/menu.tsx";
import { ScopeLabel } from "#components/ui/risk.tsx";
import { SavedViews } from "#components/ui/saved-views.tsx";
import { Sparkline } from "#components/ui/sparkline.tsx";
import { STATUS_WORDS } from "#components/ui/status.ts";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { TableColumn, TableRow } from "#components/ui/table-column.ts";
import { Time } from "#components/ui/time.tsx";
import { DAY_MS, SAMPLE_NOW_MS } from "../sample-frame.tsx";
import { at, SAMPLE_KEYS, type SampleKey, sampleShape } from "../sample-keys.ts";

const FIELDS: readonly FilterField[] = [
  {
    id: "status",
    label: "Status",
    kind: "choice",
    options: Object.keys(STATUS_WORDS.key).map((word) => ({ value: word.toLowerCase(), label: word })),
  },
  { id: "created", label: "Created", kind: "date" },
  { id: "owner", label: "Owner", kind: "text" },
];

function columnsFor(params: URLSearchParams): TableColumn[] {
  return [
    { id: "key", header: "Key", sort: sortLink(params, "key") },
    { id: "org", header: "Organization", from: "lg" },
    { id: "scope", header: "Highest scope", card: 3 },
    { id: "status", header: "Status", card: 1 },
    { id: "expires", header: "Expires", from: "lg" },
    { id: "used", header: "Last used", from: "xl", sort: sortLink(params, "used", "descending") },
    { id: "requests", header: "Requests, last 24 h", align: "right", card: 3, cardLabel: "24 h" },
    { id: "denied", header: "Denied", align: "right" },
    { id: "more", header: "More", headerHidden: true, align: "right", width: 44 },
  ];
}

function toRow(key: SampleKey, index: number): TableRow {
  const shape = key.requests ? sampleShape(index, 24) : [0, 0];
  const failing = key.requests ? key.denied / key.requests > 0.01 : false;
  return {
    id: key.id,
    name: key.name,
    href: "/gallery/key",
    under: (
      <>
        <span className="font-mono">{key.id}</span> · {key.kind}
      </>
    ),
    cells: {
      org: key.org,
      scope: <ScopeLabel scope={key.scope} risk={key.risk} more={key.more} />,
      status: <StatusBadge thing="key" word={key.status} />,
      expires:
        key.expiresInDays === null ? (
          MISSING
        ) : (
          <Time at={SAMPLE_NOW_MS + (key.expiresInDays + 0.02) * DAY_MS} mode="expiry" />
        ),
      used: <Time at={key.usedAgoMs === null ? null : at(key.usedAgoMs)} missing="Never" />,
      requests: (
        <span className="inline-flex items-center gap-3 text-ink">
          <span className="max-xl:hidden">
            <Sparkline values={shape} {...(failing && { markAt: 19 })} />
          </span>
          <span className="min-w-18 text-right max-md:min-w-0">
            {key.requests === null ? MISSING : <Count value={key.requests} href="/gallery/key" />}
          </span>
        </span>
      ),
      denied: (
        <span className={failing ? "font-medium text-bad-ink" : undefined}>
          {key.requests ? formatShare(key.denied, key.requests) : MISSING}
        </span>
      ),
      more: (
        <Menu
          label={`More for ${key.name}`}
          groups={[
            [{ label: "Its requests", href: "/gallery/key" }],
            [
              { label: "Suspend…", shortcut: "s", danger: true },
              { label: "Revoke…", danger: true, disabledReason: "Suspend it first" },
            ],
          ]}
        />
      ),
    },
  };
}

/** The Keys list as a page would compose it. */
export function KeysSample() {
  const path = usePathname();
  const params = new URLSearchParams(useSearchParams());
  const [suspending, setSuspending] = useState<readonly string[]>([]);
  const { chips } = parseFilters(params, FIELDS);
  const columns = columnsFor(params);
  return (
    <>
      <PageHeader
        title="Keys"
        sentence="Every credential that can reach an upstream, across 41 organizations."
        actions={
          <>
            <Button icon={<Download />}>Export</Button>
            <LinkButton variant="primary" icon={<Plus />} href="/gallery/key">
              Issue key
            </LinkButton>
          </>
        }
      />
      <SavedViews
        views={[
          { href: path, label: "All keys", count: "1,284", current: true },
          { href: `${path}?view=withdraw`, label: "Can withdraw", count: "14", current: false },
          { href: `${path}?view=expiring`, label: "Expiring in 30 days", count: "38", current: false },
          { href: `${path}?view=open`, label: "No IP list", count: "6", current: false },
          { href: `${path}?view=dormant`, label: "Dormant", count: "21", current: false },
          { href: `${path}?view=failing`, label: "Failing now", count: "2", urgent: true, current: false },
        ]}
        {...(chips.length > 0 && { changed: { resetHref: path } })}
        onSave={() => undefined}
      />
      <div className="mt-3 mb-3">
        <FilterBar
          placeholder="Name, key id, owner or IP"
          fields={FIELDS}
          right={<ColumnsMenu tableId="sample-keys" columns={columns} />}
        />
      </div>
      <DataTable
        id="sample-keys"
        caption="Keys"
        columns={columns}
        rows={SAMPLE_KEYS.map(toRow)}
        foot={{
          label: "1–13 of 1,284",
          updated: "Updated 2 s ago",
          previousHref: null,
          nextHref: `${path}?after=x`,
        }}
        empty={<Empty title="No keys yet." />}
        bulk={{
          noun: "key",
          total: 214,
          actions: ({ ids }) => (
            <>
              <Button icon={<RefreshCw />} shortcut="r">
                Rotate…
              </Button>
              <Button
                variant="danger-outline"
                icon={<Pause />}
                shortcut="s"
                onClick={() => setSuspending(ids)}
              >
                Suspend…
              </Button>
              <Button variant="ghost" className="max-md:hidden">
                Export
              </Button>
            </>
          ),
        }}
      />
      <ConfirmDialog
        open={suspending.length > 0}
        onOpenChange={() => setSuspending([])}
        level={1}
        title={`Suspend ${formatCount(suspending.length, "key")}?`}
        verb={`Suspend ${formatCount(suspending.length, "key")}`}
        pendingVerb="Suspending…"
        preview="Requests with them are refused from now on. Keywarden can't see resting orders on this upstream."
        onConfirm={async () => ({ ok: true })}
      />
    </>
  );
}
