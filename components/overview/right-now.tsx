import { Card } from "#components/ui/card.tsx";
import { Count } from "#components/ui/count.tsx";
import { formatNumber, formatShare, MISSING } from "#components/ui/format.ts";
import { KeyValueList } from "#components/ui/key-value-list.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AuditState } from "#lib/audit/contract.ts";
import type { SavedKeyViewCounts } from "#lib/keys/saved-views.ts";
import type { GateConfirmation } from "#lib/policy/contract.ts";
import type { Usage } from "#lib/traffic/contract.ts";

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
            { label: "Last hour", value: <Count value={requests} href="/traffic?f=range:is:1h" /> },
            { label: "Denied", value: requests === 0 ? MISSING : formatShare(lastHour.denied, requests) },
            {
              label: "Gates",
              value: (
                <TextLink href="/health">{`${gates.confirmed} of ${gates.total} hold the newest policy`}</TextLink>
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
          items={[
            { label: "In use", value: <Count value={views.all.count} href="/keys" /> },
            {
              label: "Move money",
              value: <Count value={views.transfer.count} href="/keys?f=risk:is:transfer" />,
            },
            {
              label: "Any address",
              value: <Count value={views["any-address"].count} href="/keys?f=networks:is:any" />,
            },
            {
              label: "Rotating",
              value: <Count value={views.rotating.count} href="/keys?f=rotating:is:yes" />,
            },
          ]}
        />
      </Card>
    </>
  );
}
