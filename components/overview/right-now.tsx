import { viewHref } from "#components/keys/key-filters.ts";
import { Card } from "#components/ui/card.tsx";
import { Count } from "#components/ui/count.tsx";
import { formatNumber, formatShare, MISSING } from "#components/ui/format.ts";
import { KeyValueList } from "#components/ui/key-value-list.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AuditState } from "#lib/audit/contract.ts";
import { type SavedKeyViewCounts, savedKeyViews } from "#lib/keys/saved-views.ts";
import type { GateConfirmation } from "#lib/policy/contract.ts";
import type { Usage } from "#lib/traffic/contract.ts";

const LAST_HOUR = "/traffic?f=range:is:1h";

type Props = {
  readonly lastHour: Usage;
  readonly gates: GateConfirmation;
  readonly log: AuditState;
  readonly views: SavedKeyViewCounts;
};

/** What passes now, who holds what, and what of it can move money. */
export function RightNow({ lastHour, gates, log, views }: Props) {
  const requests = lastHour.allowed + lastHour.denied;
  return (
    <>
      <Card title="Right now">
        <KeyValueList
          items={[
            {
              label: "Last hour",
              value: (
                <>
                  <Count value={requests} href={LAST_HOUR} /> {requests === 1 ? "request" : "requests"}
                </>
              ),
            },
            {
              label: "Denied",
              value:
                requests === 0 ? (
                  MISSING
                ) : (
                  <TextLink href={LAST_HOUR}>{formatShare(lastHour.denied, requests)}</TextLink>
                ),
            },
            {
              label: "Gates",
              value: (
                <TextLink href="/health">{`${gates.confirmed} of ${gates.total} ${gates.total === 1 ? "holds" : "hold"} the newest policy`}</TextLink>
              ),
            },
            {
              label: "Audit log",
              value: (
                <>
                  <TextLink href="/audit">{`${formatNumber(log.events)} events`}</TextLink>, newest{" "}
                  <Time at={log.newestAt} missing="none" />
                </>
              ),
            },
          ]}
        />
      </Card>
      <Card title="Keys">
        <KeyValueList
          wide
          items={savedKeyViews.map(({ id, name }) => ({
            label: id === "all" ? "All keys" : name,
            value: <Count value={views[id].count} href={viewHref(id)} />,
          }))}
        />
      </Card>
    </>
  );
}
