import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { catalogueOf } from "#components/keys/catalogue-of.ts";
import { KeyHeader } from "#components/keys/key-header.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { SkeletonLines } from "#components/ui/skeleton.tsx";
import { TabLinks } from "#components/ui/tabs.tsx";
import { KEY_ID } from "#lib/kernel/ids.ts";
import type { KeyDetail } from "#lib/keys/contract.ts";
import { describeAccess } from "#lib/keys/describe-access.ts";
import { requireActor } from "#lib/web/require-actor.ts";
import { resumeKeyAction, revokeKeyAction, suspendKeyAction, suspendKeysAction } from "../actions.ts";
import { keyCountsQuery, keyQuery, keySurroundingsQuery } from "../queries.ts";
import { ConnectTab } from "./connect-tab.tsx";
import { DenialsTab } from "./denials-tab.tsx";
import { HistoryTab } from "./history-tab.tsx";
import { OverviewTab } from "./overview-tab.tsx";
import type { Search, TabProps } from "./tab.ts";
import { VersionsTab } from "./versions-tab.tsx";

type Props = { readonly params: Promise<{ keyId: string }>; readonly searchParams: Promise<Search> };

const TABS = {
  overview: { label: "Overview", Content: OverviewTab },
  denials: { label: "Denials", Content: DenialsTab },
  versions: { label: "Versions", Content: VersionsTab },
  connect: { label: "Connect", Content: ConnectTab },
  history: { label: "History", Content: HistoryTab },
} as const;
type TabName = keyof typeof TABS;

export const metadata: Metadata = { title: "Key" };

export default async function KeyPage({ params, searchParams }: Props) {
  await requireActor();
  const [{ keyId }, search] = await Promise.all([params, searchParams]);
  if (!KEY_ID.test(keyId)) notFound();
  const [key, around, counts] = await Promise.all([
    keyQuery({ keyId }),
    keySurroundingsQuery({ keyId }),
    keyCountsQuery({ keyId }),
  ]);
  if (!key.ok && key.code === "key_not_found") notFound();
  if (!key.ok || !around.ok) {
    const error = key.ok ? around : key;
    return (
      <Page crumbs={[{ label: "Keys", href: "/keys" }, { label: keyId }]}>
        <PageHeader title={keyId} />
        {!error.ok && <QueryFailed what="This key" error={error} retryHref={`/keys/${keyId}`} />}
      </Page>
    );
  }
  const detail = key.value;
  const tab = tabOf(search);
  const nowMs = Date.now();
  const { Content } = TABS[tab];
  const tabProps: TabProps = { detail, around: around.value, search, asOfMs: nowMs };
  return (
    <Page
      crumbs={[
        { label: "Organizations", href: "/organizations" },
        { label: detail.org.name, href: `/organizations/${detail.org.id}` },
        { label: "Keys", href: "/keys" },
        { label: detail.name },
      ]}
    >
      <KeyHeader
        detail={detail}
        scopes={around.value.scopes}
        sentence={describeAccess(detail, nowMs, catalogueOf(around.value.scopes)).parts}
        nowMs={nowMs}
        actions={{
          suspend: suspendKeyAction,
          suspendMany: suspendKeysAction,
          resume: resumeKeyAction,
          revoke: revokeKeyAction,
        }}
      />
      <TabLinks
        label="Views of this key"
        tabs={Object.entries(TABS).map(([name, { label }]) => ({
          label,
          href: name === "overview" ? `/keys/${keyId}` : `/keys/${keyId}?tab=${name}`,
          current: name === tab,
          ...countOf(name, detail, counts.ok ? counts.value : null),
        }))}
      />
      <div className="mt-4">
        <Suspense key={tab} fallback={<SkeletonLines lines={5} />}>
          <Content {...tabProps} />
        </Suspense>
      </div>
    </Page>
  );
}

function tabOf(search: Search): TabName {
  const named = [search.tab ?? []].flat()[0] ?? "";
  return Object.hasOwn(TABS, named) ? (named as TabName) : "overview";
}

type Counts = {
  readonly denied: number;
  readonly events: { readonly count: number; readonly exact: boolean };
};

/** Denials of the last 24 h, versions, events: whatever is known of them. */
function countOf(tab: string, { versions }: KeyDetail, counts: Counts | null): { count?: string } {
  if (tab === "versions") return { count: formatNumber(versions.length) };
  if (counts === null) return {};
  if (tab === "denials") return counts.denied === 0 ? {} : { count: formatNumber(counts.denied) };
  if (tab !== "history") return {};
  return {
    count: counts.events.exact ? formatNumber(counts.events.count) : `${formatNumber(counts.events.count)}+`,
  };
}
