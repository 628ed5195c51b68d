"use client";

import { Undo2 } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { Receipt } from "#components/ui/receipt.tsx";
import { gatesSentence } from "./gates-sentence.ts";
import type { ActOutcome } from "./key-acts.ts";

type Props = {
  readonly outcome: ActOutcome;
  /** Where the act can be taken back. */
  readonly onUndo?: () => void;
  readonly undoing?: boolean;
};

/** Where an act on keys ends: what was done, what the gates confirmed, and what could not be done. */
export function KeyActReceipt({ outcome, onUndo, undoing = false }: Props) {
  const { what, receipt, refused } = outcome;
  return (
    <div className="grid gap-2">
      {receipt && (
        <Receipt
          what={what}
          at={receipt.at}
          who={receipt.by}
          tone={receipt.gates.confirmed < receipt.gates.total || receipt.gates.total === 0 ? "warn" : "ok"}
          gates={gatesSentence(receipt.gates)}
          {...(receipt.event !== null && {
            event: { number: formatNumber(receipt.event), href: `/audit?event=${receipt.event}` },
          })}
          undo={
            onUndo && (
              <Button icon={<Undo2 />} onClick={onUndo} pending={undoing} pendingLabel="Undoing…">
                Undo
              </Button>
            )
          }
        />
      )}
      {refused.length > 0 && (
        <div role="alert" className="rounded-lg border border-line bg-surface px-4 py-3">
          <p className="font-medium text-ink">
            {refused.length === 1
              ? "1 key was left as it is."
              : `${refused.length} keys were left as they are.`}
          </p>
          <ul className="mt-1 grid gap-0.5 text-ink-2 text-small">
            {refused.map(({ keyId, name, detail }) => (
              <li key={keyId}>
                <strong className="font-medium text-ink">{name}</strong>: {detail}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
