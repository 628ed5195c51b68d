import { Breadcrumb } from "#components/ui/breadcrumb.tsx";
import { Card, CardPart } from "#components/ui/card.tsx";
import { CopyId } from "#components/ui/copy-id.tsx";
import { Count } from "#components/ui/count.tsx";
import { Diff } from "#components/ui/diff.tsx";
import { formatPercent, formatRate } from "#components/ui/format.ts";
import { JsonBlock } from "#components/ui/json-block.tsx";
import { KeyValueList } from "#components/ui/key-value-list.tsx";
import { Wordmark } from "#components/ui/mark.tsx";
import { STATUS_WORDS, type StatusThing, type StatusWord } from "#components/ui/status.ts";
import { StatusBadge, Tag } from "#components/ui/status-badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import { DAY_MS, HOUR_MS, MINUTE_MS, SAMPLE_NOW_MS, SECOND_MS } from "./sample-frame.tsx";

const THINGS = Object.keys(STATUS_WORDS) as StatusThing[];

export function TextSamples({ theme }: { theme: string }) {
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <Card title="States, in the only words">
        <dl className="grid gap-3">
          {THINGS.map((thing) => (
            <div key={thing} className="grid grid-cols-[5rem_minmax(0,1fr)] gap-3">
              <dt className="text-ink-3 text-small">{thing}</dt>
              <dd className="flex flex-wrap gap-2">
                {Object.keys(STATUS_WORDS[thing]).map((word) => (
                  <StatusBadge key={word} thing={thing} word={word as StatusWord<StatusThing>} />
                ))}
              </dd>
            </div>
          ))}
          <div className="grid grid-cols-[5rem_minmax(0,1fr)] gap-3">
            <dt className="text-ink-3 text-small">tags</dt>
            <dd className="flex flex-wrap gap-2">
              <Tag tone="warn">Demo data</Tag>
              <Tag tone="info">Test</Tag>
            </dd>
          </div>
        </dl>
      </Card>
      <Card title="Type">
        <div className="grid gap-2">
          <Wordmark />
          <p className="font-semibold text-figure tabular-nums">1,203,877</p>
          <p className="font-semibold text-title">mm-prod-eu-2</p>
          <p className="text-ink-2 text-lead">Can place and cancel orders in BTC and ETH. Cannot withdraw.</p>
          <p>
            Body in ink, <span className="text-ink-2">in ink 2</span>,{" "}
            <span className="text-ink-3">in ink 3</span>, <TextLink href="/gallery">a link</TextLink>.
          </p>
          <p className="text-ink-3 text-small">Small: what stands beside things.</p>
          <p className="text-ink-3 text-micro">Micro: headers, axes.</p>
          <p className="font-mono text-small">k_7Q2MXH4T0O 203.0.113.0/26 2001:db8:40::/48</p>
        </div>
      </Card>
      <Card title="Times and numbers">
        <KeyValueList
          items={[
            { label: "Now", value: <Time at={SAMPLE_NOW_MS} /> },
            { label: "Seconds", value: <Time at={SAMPLE_NOW_MS - 4 * SECOND_MS} /> },
            { label: "Hours", value: <Time at={SAMPLE_NOW_MS - 2 * HOUR_MS} stacked /> },
            { label: "Long ago", value: <Time at={SAMPLE_NOW_MS - 47 * DAY_MS} /> },
            { label: "Evidence", value: <Time at={SAMPLE_NOW_MS} mode="absolute" /> },
            { label: "Date", value: <Time at={SAMPLE_NOW_MS + 83 * DAY_MS} mode="date" /> },
            { label: "Clock", value: <Time at={SAMPLE_NOW_MS - MINUTE_MS} mode="clock" /> },
            { label: "Expiry", value: <Time at={SAMPLE_NOW_MS + 83 * DAY_MS} mode="expiry" /> },
            { label: "Soon", value: <Time at={SAMPLE_NOW_MS + 12 * DAY_MS} mode="expiry" /> },
            { label: "Past", value: <Time at={SAMPLE_NOW_MS - 6 * HOUR_MS} mode="expiry" /> },
            { label: "Never", value: <Time at={null} missing="Never" /> },
            { label: "Count", value: <Count value={1_204_118} href="/gallery/keys" /> },
            { label: "Large", value: <Count value={12_412_345} /> },
            { label: "Share", value: `${formatPercent(0.02)} of ${formatRate(846, 1_200, 60)}` },
          ]}
        />
      </Card>
      <Card title="A card in parts" flush corner={<TextLink href="/gallery">Edit</TextLink>}>
        <CardPart>
          <Breadcrumb
            crumbs={[
              { label: "Organizations", href: "/gallery" },
              { label: "Halcyon Capital", href: "/gallery" },
              { label: "mm-prod-eu-2" },
            ]}
          />
        </CardPart>
        <CardPart>
          <Diff
            lines={[
              { label: "Max order", before: "100,000 USD", after: "250,000 USD" },
              { label: "Network", before: null, after: "203.0.113.0/26" },
              { label: "Scope", before: "trade:cancel", after: null },
            ]}
            unchanged={7}
            json={{ before: { maxOrder: "100000" }, after: { maxOrder: "250000" } }}
          />
        </CardPart>
        <CardPart>
          <KeyValueList
            items={[
              { label: "Key", value: <CopyId id="k_7Q2MXH4TABCDEFGH" short what="key id" /> },
              {
                label: "Request",
                value: <CopyId id="019ab3c2-7f10-7c44-8a55-1b2c3d4e5f60" what="request id" />,
              },
            ]}
          />
        </CardPart>
        <CardPart>
          <JsonBlock
            label={`An event, ${theme}`}
            value={{ type: "key.suspended", outcome: "ok", target: "k_7Q2MXH4T" }}
          />
        </CardPart>
      </Card>
    </div>
  );
}
