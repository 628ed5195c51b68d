"use client";

import { useState } from "react";
import { Card } from "#components/ui/card.tsx";
import { RiskPips, RiskWords, ScopeLabel, ScopeLine } from "#components/ui/risk.tsx";
import { type ScopeDomain, ScopePicker } from "#components/ui/scope-picker.tsx";
import { VersionTimeline } from "#components/ui/version-timeline.tsx";

const DOMAINS: readonly ScopeDomain[] = [
  {
    id: "trade",
    label: "Trading",
    scopes: [
      {
        id: "trade:read",
        risk: "read",
        name: "Read orders and fills",
        allows: "Open orders, history, fills.",
      },
      {
        id: "trade:write",
        risk: "trade",
        name: "Place and amend orders",
        allows: "Within the order limit. No transfers.",
      },
      { id: "trade:cancel", risk: "trade", name: "Cancel orders", allows: "Any order of the sub-accounts." },
    ],
  },
  {
    id: "wallet",
    label: "Wallet",
    scopes: [
      { id: "wallet:read", risk: "read", name: "Read balances", allows: "Balances and deposit addresses." },
      {
        id: "wallet:withdraw",
        risk: "transfer",
        name: "Withdraw",
        allows: "Sends assets to allowed destinations.",
        disabledReason: "Above Halcyon Capital's ceiling.",
      },
    ],
  },
];

export function AccessSamples({ theme }: { theme: string }) {
  const [scopes, setScopes] = useState<string[]>(["trade:read", "trade:write", "trade:cancel"]);
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <Card title="Scopes">
        <ScopePicker
          id={`${theme}-scopes`}
          domains={DOMAINS}
          value={scopes}
          onChange={setScopes}
          templates={[
            {
              id: "trading",
              label: "Trading, no withdrawal",
              scopes: ["trade:read", "trade:write", "trade:cancel"],
            },
            { id: "reading", label: "Read only", scopes: ["trade:read", "wallet:read"] },
            { id: "treasury", label: "Treasury", scopes: ["wallet:read", "wallet:withdraw"] },
          ]}
        />
      </Card>
      <div className="grid content-start gap-4">
        <Card title="Risk">
          <div className="grid gap-3">
            <p className="flex items-center gap-4">
              <RiskPips risk="read" /> <RiskPips risk="trade" /> <RiskPips risk="transfer" />
            </p>
            <ul className="grid gap-3">
              <ScopeLine scope="account:read" risk="read" words="Read balances, positions" />
              <ScopeLine scope="trade:write" risk="trade" words="Place and amend orders" />
              <ScopeLine scope="wallet:withdraw" risk="transfer" words="Withdraw" />
            </ul>
            <ScopeLabel scope="chain:broadcast" risk="transfer" more={1} />
            <p className="text-ink-2 text-lead">
              Can <RiskWords risk="transfer">broadcast transactions</RiskWords> on ethereum, for 90 days.
            </p>
          </div>
        </Card>
        <Card title="Versions">
          <VersionTimeline
            versions={[
              { id: "5", number: 5, status: "Staged", line: "begins when its secret is claimed" },
              {
                id: "4",
                number: 4,
                status: "Current",
                line: "since 11:30 today",
                detail: "Last used just now from 203.0.113.24",
              },
              {
                id: "3",
                number: 3,
                status: "Ending",
                line: "in 19 h 48 min",
                detail: "One machine still signs with it.",
              },
              { id: "2", number: 2, status: "Ended", line: "26 Aug 2026" },
              { id: "1", number: 1, status: "Lapsed", line: "its secret was never claimed" },
            ]}
          />
        </Card>
      </div>
    </div>
  );
}
