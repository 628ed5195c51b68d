"use client";

import { Age } from "#components/ui/age.tsx";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Receipt } from "#components/ui/receipt.tsx";
import { SkeletonLines } from "#components/ui/skeleton.tsx";
import { SAMPLE_NOW_MS, SECOND_MS } from "./sample-frame.tsx";

export function StateSamples({ theme }: { theme: string }) {
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <Card title={`Never used, ${theme}`}>
        <Empty
          title="No requests yet."
          action={
            <LinkButton variant="primary" href="/gallery">
              Connect
            </LinkButton>
          }
        >
          Run the line on the Connect page; this page changes when the first one arrives.
        </Empty>
      </Card>
      <Card title="No right">
        <Empty title="Not yours to see.">An owner of Aster Exchange can give you the audit role.</Empty>
      </Card>
      <Card title="Loading">
        <SkeletonLines lines={4} />
      </Card>
      <ErrorState
        title="The list of keys did not load."
        requestId="019ab3c2-7f10-7c44-8a55-1b2c3d4e5f60"
        onRetry={() => undefined}
      >
        The database did not answer within 5 s. Keys and the gate are not touched by that.
      </ErrorState>
      <Receipt
        what="Suspended mm-prod-eu-2."
        at={SAMPLE_NOW_MS}
        who="Mara Okafor"
        gates="All 3 gates confirmed in 0.4 s"
        event={{ number: "4,218,931", href: "/gallery" }}
        undo={<Button>Resume…</Button>}
      />
      <Receipt
        what="Revoked old-desk-key."
        at={SAMPLE_NOW_MS}
        gates="2 of 3 gates confirmed; gate-3 has not answered for 4 s"
        tone="warn"
      />
      <Card title="Ages">
        <ul className="grid gap-1 text-ink-3 text-small">
          <li>
            <Age at={SAMPLE_NOW_MS} everySec={10} />
          </li>
          <li>
            <Age at={SAMPLE_NOW_MS - 12 * SECOND_MS} everySec={10} />
          </li>
          <li>
            <Age at={SAMPLE_NOW_MS - 252 * SECOND_MS} everySec={10} />
          </li>
        </ul>
      </Card>
    </div>
  );
}
