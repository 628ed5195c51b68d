import { Pause, Pencil, RefreshCw } from "lucide-react";
import { Page, WithAside } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { BarPanels } from "#components/ui/bar-panels.tsx";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { Card, CardPart } from "#components/ui/card.tsx";
import { CopyId } from "#components/ui/copy-id.tsx";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { KeyValueList } from "#components/ui/key-value-list.tsx";
import { LimitMeter } from "#components/ui/limit-meter.tsx";
import { RiskWords, ScopeLine } from "#components/ui/risk.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { TabLinks } from "#components/ui/tabs.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import { VersionTimeline } from "#components/ui/version-timeline.tsx";
import { HOUR_MS, MINUTE_MS, SAMPLE_NOW_MS, SampleFrame } from "../sample-frame.tsx";
import { at, sampleShape } from "../sample-keys.ts";

const TABS = ["Overview", "Requests", "Denials", "Versions", "Connect", "History"];
const COUNTS: Record<string, string> = { Denials: "241", Versions: "4", History: "18" };

const DENIALS = [
  { code: "ip_denied", means: "Came from 198.51.100.7, not in the IP list", count: 182, agoMs: 5 * HOUR_MS },
  { code: "timestamp_skew", means: "Clock 6.2 s behind; window is 5 s", count: 47, agoMs: 41 * MINUTE_MS },
  { code: "rate_limited", means: "Limit “orders”: 100 in 10 s", count: 12, agoMs: 3 * HOUR_MS },
];

/** The key page as a page would compose it. */
export default function KeyGallery() {
  return (
    <SampleFrame>
      <Page
        crumbs={[
          { label: "Organizations", href: "/gallery" },
          { label: "Halcyon Capital", href: "/gallery" },
          { label: "Keys", href: "/gallery/keys" },
          { label: "mm-prod-eu-2" },
        ]}
      >
        <PageHeader
          title="mm-prod-eu-2"
          badge={<StatusBadge thing="key" word="Rotating" />}
          meta={[
            <CopyId key="id" id="k_7Q2MXH4T" what="key id" shortcut="c" />,
            <TextLink key="org" href="/gallery" look="plain">
              Halcyon Capital
            </TextLink>,
            "Ed25519",
            <span key="owner">
              Owner <strong>Jonas Weil</strong>
            </span>,
          ]}
          actions={
            <>
              <Button variant="danger-outline" icon={<Pause />} shortcut="s">
                Suspend…
              </Button>
              <LinkButton href="/gallery" icon={<Pencil />} className="max-md:hidden">
                Edit access
              </LinkButton>
              <Button variant="primary" icon={<RefreshCw />}>
                Finish rotation…
              </Button>
            </>
          }
          sentenceLook="lead"
          sentence={
            <>
              Can <RiskWords risk="trade">place and cancel orders</RiskWords> in BTC and ETH options and
              futures, up to <strong>250,000 USD</strong> an order, on 3 sub-accounts, from 2 networks, until{" "}
              <strong>14 Feb 2027</strong>. Cannot withdraw.
            </>
          }
        />
        <TabLinks
          label="Views of this key"
          tabs={TABS.map((label) => ({
            label,
            href: label === "Overview" ? "/gallery/key" : `/gallery/key?tab=${label.toLowerCase()}`,
            current: label === "Overview",
            ...(COUNTS[label] && { count: COUNTS[label] }),
          }))}
        />
        <div className="mt-4">
          <WithAside aside={<Aside />}>
            <Rotation />
            <Traffic />
            <Denials />
          </WithAside>
        </div>
      </Page>
    </SampleFrame>
  );
}

function Rotation() {
  return (
    <Card title="Rotation in progress" corner={<TextLink href="/gallery">How rotation works</TextLink>}>
      <VersionTimeline
        versions={[
          {
            id: "v4",
            number: 4,
            status: "Current",
            line: "since 11:30 today, 97% of the last hour",
            detail: "Last used just now from 203.0.113.24",
          },
          {
            id: "v3",
            number: 3,
            status: "Ending",
            line: "ends by itself at 11:30 tomorrow, in 19 h 48 min",
            detail: "Last used 4 min ago from 203.0.113.61. One machine still signs with it.",
            actions: (
              <>
                <LinkButton href="/gallery">See its 1,412 requests</LinkButton>
                <Button variant="ghost">Give it longer…</Button>
                <Button variant="ghost">Roll back to version 3…</Button>
              </>
            ),
          },
          {
            id: "v2",
            number: 2,
            status: "Ended",
            line: "26 Aug 2026, quiet for 31 h before",
            detail: "Rotated by policy: every 90 days",
          },
        ]}
      />
    </Card>
  );
}

function Traffic() {
  const bucketMs = 30 * MINUTE_MS;
  const startMs = Date.parse("2026-11-22T16:00:00Z");
  const allowed = sampleShape(2, 48).map((value, index) =>
    Math.round(value * 24 + 9_000 * Math.cos(index / 9)),
  );
  const denied = allowed.map((_, index) =>
    index === 37 ? 110 : index === 38 ? 61 : index % 7 === 1 ? 3 : index % 5 === 0 ? 1 : 0,
  );
  return (
    <BarPanels
      title="Requests by outcome, last 24 h"
      startMs={startMs}
      bucketMs={bucketMs}
      running
      panels={[
        { id: "allowed", label: "Allowed", tone: "allowed", values: allowed },
        { id: "denied", label: "Denied", tone: "denied", values: denied },
      ]}
      marks={[{ atMs: Date.parse("2026-11-23T11:30:00Z"), label: "rotated" }]}
      corner={<TextLink href="/gallery">Open in Traffic</TextLink>}
    />
  );
}

function Denials() {
  return (
    <Card
      title="Why requests were denied, last 24 h"
      flush
      corner={<TextLink href="/gallery">All 241</TextLink>}
    >
      <DataTable
        id="sample-denials"
        caption="Reasons for denial"
        framed={false}
        columns={[
          { id: "reason", header: "Reason" },
          { id: "means", header: "What it means", card: 3 },
          { id: "count", header: "Count", align: "right", card: 1 },
          { id: "last", header: "Last", align: "right" },
        ]}
        rows={DENIALS.map(({ code, means, count, agoMs }) => ({
          id: code,
          name: code,
          mono: true,
          href: `/gallery/key?reason=${code}`,
          cells: {
            means,
            count: (
              <span className="text-ink">
                <Count value={count} />
              </span>
            ),
            last: <Time at={at(agoMs)} />,
          },
        }))}
        empty={<Empty title="Nothing was denied." />}
      />
    </Card>
  );
}

function Aside() {
  return (
    <>
      <Card title="Access" flush corner={<TextLink href="/gallery">Edit</TextLink>}>
        <CardPart>
          <ul className="grid gap-3">
            <ScopeLine scope="trade:write" risk="trade" words="Place and amend orders" />
            <ScopeLine scope="trade:cancel" risk="trade" words="Cancel orders" />
            <ScopeLine scope="account:read" risk="read" words="Read balances, positions" />
          </ul>
        </CardPart>
        <CardPart>
          <KeyValueList
            items={[
              {
                label: "Networks",
                value: (
                  <>
                    203.0.113.0/26
                    <br />
                    2001:db8:40::/48
                  </>
                ),
                mono: true,
              },
              { label: "Sub-accounts", value: "mm-1, mm-2, hedge" },
              { label: "Instruments", value: "BTC-*, ETH-*" },
              { label: "Max order", value: "250,000 USD notional" },
            ]}
          />
        </CardPart>
      </Card>
      <Card title="Limits now" corner={<TextLink href="/gallery">Policy</TextLink>}>
        <div className="grid gap-3">
          <LimitMeter label="default, per key, 60 s" used={846} quota={1_200} />
          <LimitMeter label="orders, per organization, 10 s" used={91} quota={100} />
        </div>
      </Card>
      <Card title="Provenance">
        <KeyValueList
          items={[
            {
              label: "Issued",
              value: (
                <>
                  <Time at={SAMPLE_NOW_MS - 266 * 24 * HOUR_MS} mode="date" /> by Jonas Weil
                </>
              ),
            },
            { label: "Rotates", value: "every 90 days, 24 h overlap" },
            { label: "Event", value: <TextLink href="/gallery">#3,907,114</TextLink> },
          ]}
        />
      </Card>
    </>
  );
}
