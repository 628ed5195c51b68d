import { CopyId } from "#components/ui/copy-id.tsx";
import { cx } from "#components/ui/cx.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { formatCapped, formatNumber, formatPlace } from "#components/ui/format.ts";
import type { TableColumn, TableRow } from "#components/ui/table-column.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import {
  DENIED_COUNT_MAX,
  type DenialCode,
  type DeniedPage,
  type DeniedRow,
  type TrafficRange,
  trafficRanges,
} from "#lib/traffic/contract.ts";

const COLUMNS: readonly TableColumn[] = [
  { id: "code", header: "Reason", width: 168 },
  { id: "at", header: "Time", card: 3 },
  { id: "what", header: "What happened, and what to do", wrap: true, card: 2 },
  { id: "from", header: "From", from: "lg", card: 3 },
];

type Props = {
  readonly page: DeniedPage;
  /** The tab's own address, without range and reason. */
  readonly href: string;
  readonly keyId: string;
  readonly range: TrafficRange;
  readonly code: DenialCode | null;
};

/** Requests with one key that were refused, each with the sentence that helps whoever runs the client. */
export function KeyDenials({ page, href, keyId, range, code }: Props) {
  const link = (changes: Readonly<Record<string, string | null>>) => {
    const url = new URL(href, "http://console");
    for (const [name, value] of Object.entries({ range, code, ...changes }))
      if (value) url.searchParams.set(name, value);
    return url.pathname + url.search;
  };
  const all = formatCapped(page.total.exact ? page.total.count : DENIED_COUNT_MAX + 1, DENIED_COUNT_MAX);
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-small">
        <nav aria-label="Period" className="flex flex-wrap gap-x-3 gap-y-1">
          {Object.entries(trafficRanges).map(([name, { words }]) => (
            <TextLink
              key={name}
              href={link({ range: name })}
              scroll={false}
              {...(name === range && { "aria-current": "page" as const })}
              className={cx("touch-line", name === range && "font-semibold text-ink!")}
            >
              {words.charAt(0).toUpperCase() + words.slice(1)}
            </TextLink>
          ))}
        </nav>
        {code && (
          <p className="text-ink-2">
            Only <span className="font-mono">{code}</span> ·{" "}
            <TextLink href={link({ code: null })} scroll={false}>
              All reasons
            </TextLink>
          </p>
        )}
      </div>
      <DataTable
        id="key-denials"
        caption="Denied requests, newest first"
        columns={COLUMNS}
        rows={page.rows.map((row) => deniedRow(row, keyId))}
        foot={{
          label: page.rows.length === 0 ? "0 requests" : formatPlace(page.rows.length, all, page),
          previousHref: page.newer && link({ newer: page.newer }),
          nextHref: page.older && link({ older: page.older }),
        }}
        empty={
          <Empty title={`No request with this key was denied in the ${trafficRanges[range].words}.`}>
            {range !== "30d" && (
              <TextLink href={link({ range: "30d", code: null })}>Look at 30 days</TextLink>
            )}
          </Empty>
        }
      />
    </div>
  );
}

function deniedRow(row: DeniedRow, keyId: string): TableRow {
  const { requestId, code, at, sentence, ip, method, path, repeats } = row;
  return {
    id: requestId,
    name: code,
    mono: true,
    href: `/traffic?f=key:is:${keyId}&request=${requestId}`,
    cells: {
      at: <Time at={at} mode="absolute" precision="second" />,
      what: (
        <>
          <span className="text-ink">{sentence}</span>
          <span data-second-line="" className="flex flex-wrap items-center gap-x-1.5 text-ink-3 text-small">
            <span className="break-all font-mono">
              {method} {path}
            </span>
            {repeats > 0 && <span>and {formatNumber(repeats)} more like it</span>}
            <span aria-hidden="true">·</span>
            Request <CopyId id={requestId} what="request id" />
          </span>
        </>
      ),
      from: <span className="font-mono text-small">{ip}</span>,
    },
  };
}
