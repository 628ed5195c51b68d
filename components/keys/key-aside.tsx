import { Card, CardPart } from "#components/ui/card.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { KeyValueList } from "#components/ui/key-value-list.tsx";
import { ScopeLine } from "#components/ui/risk.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import type { KeyDetail } from "#lib/keys/contract.ts";
import { riskOf, risks, type ScopeCatalogue } from "#lib/keys/scopes.ts";
import type { LimitPolicy } from "#lib/limits/contract.ts";
import { describeLimit } from "./applying-limits.ts";

type Props = {
  readonly detail: KeyDetail;
  readonly catalogue: ScopeCatalogue;
  readonly ceiling: readonly string[];
  readonly limits: readonly LimitPolicy[];
  readonly tier: string | null;
  /** The number of the event that issued it; null: it has none yet. */
  readonly issuedEvent: number | null;
};

/** What a key may do, what it is held to, and where it comes from. */
export function KeyAside(props: Props) {
  return (
    <>
      <Access {...props} />
      <Limits {...props} />
      <Provenance {...props} />
    </>
  );
}

function Access({ detail, catalogue, ceiling }: Props) {
  const { scopes, ips, env, expiresAt, status } = detail;
  const above = scopes.filter((id) => !ceiling.includes(id));
  return (
    <Card title="Access" flush>
      <CardPart>
        <ul className="grid gap-3">
          {[...scopes].sort(byRisk(catalogue)).map((id) => (
            <ScopeLine
              key={id}
              scope={id}
              risk={riskOf(id, catalogue)}
              words={above.includes(id) ? "Above the ceiling: not in force" : (catalogue.get(id)?.name ?? "")}
            />
          ))}
        </ul>
      </CardPart>
      <CardPart>
        <KeyValueList
          items={[
            {
              label: "Networks",
              value: ips === null ? "Any address" : <Lines texts={ips} />,
              mono: ips !== null,
            },
            { label: "Reaches", value: env === "live" ? "Live upstreams" : "Test upstreams" },
            ...(status === "revoked"
              ? []
              : [{ label: "Ends", value: <Time at={expiresAt} mode="expiry" /> }]),
          ]}
        />
      </CardPart>
    </Card>
  );
}

/** The riskiest first; within a risk the catalogue's order. */
function byRisk(catalogue: ScopeCatalogue) {
  return (a: string, b: string) => risks.indexOf(riskOf(b, catalogue)) - risks.indexOf(riskOf(a, catalogue));
}

function Lines({ texts }: { readonly texts: readonly string[] }) {
  return (
    <ul>
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

/** What applies, and no figure of what is used: only the gate knows that. */
function Limits({ limits, tier }: Props) {
  return (
    <Card title="Limits that apply" corner={<TextLink href="/upstreams">Policy</TextLink>}>
      <KeyValueList
        items={[
          ...limits.map((limit) => ({ label: limit.name, value: describeLimit(limit) })),
          { label: "Tier", value: tier ?? "None: the built-in default" },
        ]}
      />
    </Card>
  );
}

function Provenance({ detail, issuedEvent }: Props) {
  const { createdAt, createdBy, reason, status, statusAt, statusReason } = detail;
  return (
    <Card title="Provenance" corner={<TextLink href={`/keys/${detail.keyId}?tab=history`}>History</TextLink>}>
      <KeyValueList
        items={[
          {
            label: "Issued",
            value: (
              <>
                <Time at={createdAt} mode="date" /> by {createdBy}
              </>
            ),
          },
          { label: "Why", value: reason },
          ...(statusReason !== null && (status === "suspended" || status === "revoked")
            ? [
                {
                  label: status === "suspended" ? "Suspended" : "Revoked",
                  value: (
                    <>
                      <Time at={statusAt} mode="absolute" precision="minute" />
                      <span className="block text-ink-2">{statusReason}</span>
                    </>
                  ),
                },
              ]
            : []),
          {
            label: "Event",
            value:
              issuedEvent === null ? (
                "Not numbered yet"
              ) : (
                <TextLink href={`/audit?event=${issuedEvent}`}>#{formatNumber(issuedEvent)}</TextLink>
              ),
          },
        ]}
      />
    </Card>
  );
}
