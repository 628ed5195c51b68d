import { applyingLimits } from "#components/keys/applying-limits.ts";
import { catalogueOf } from "#components/keys/catalogue-of.ts";
import { KeyAside } from "#components/keys/key-aside.tsx";
import { KeyOverview } from "#components/keys/key-overview.tsx";
import { keyActivityQuery, keyHistoryQuery } from "../queries.ts";
import type { TabProps } from "./tab.ts";

export async function OverviewTab({ detail, around, asOfMs }: TabProps) {
  const { keyId } = detail;
  const [activity, issued] = await Promise.all([
    keyActivityQuery({ keyId }),
    keyHistoryQuery({ filter: { target: [keyId], action: ["key.issued"] } }),
  ]);
  return (
    <KeyOverview
      detail={detail}
      asOfMs={asOfMs}
      initial={activity}
      aside={
        <KeyAside
          detail={detail}
          catalogue={catalogueOf(around.scopes)}
          ceiling={around.organization.ceiling}
          tier={around.organization.tier}
          limits={applyingLimits(around, around.organization.tier, detail.scopes)}
          issuedEvent={issued.ok ? (issued.value.rows[0]?.index ?? null) : null}
        />
      }
    />
  );
}
