"use client";

import { useState } from "react";
import type { Result } from "#lib/kernel/result.ts";
import type { GateError } from "#lib/web/contract.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { SecretBox } from "../ui/secret-box.tsx";
import { gateErrorText } from "./gate-error-text.ts";
import { useAction } from "./use-action.ts";

export type CreateRecoveryCodes = (
  input: Record<never, never>,
) => Promise<Result<{ readonly codes: readonly string[] }, GateError>>;

type Props = {
  readonly create: CreateRecoveryCodes;
  /** Codes not yet used. */
  readonly unused: number;
  readonly origin: string;
  /** They have been stored. */
  readonly onStored?: () => void;
};

/** Makes ten codes and shows them once, in the memory of this page only. */
export function RecoveryCodes({ create, unused, origin, onStored }: Props) {
  const action = useAction(create, { refresh: false });
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);

  const [asking, setAsking] = useState(false);

  /** @returns the sentence to show, or `null` when there are codes now. */
  const make = async (): Promise<string | null> => {
    const made = await action.run({});
    if (made === null) return "Not confirmed. Nothing was changed.";
    if (!made.ok) return gateErrorText(made);
    setCodes(made.value.codes);
    return null;
  };

  if (codes !== null) {
    const text = codes.join("\n");
    return (
      <SecretBox
        label="Recovery codes"
        secret={text}
        kept="We keep only their hashes. Each works once."
        file={{
          name: "keywarden-recovery-codes.txt",
          text: `Keywarden recovery codes for ${origin}\nEach works once.\n\n${text}\n`,
        }}
        onStored={() => {
          setCodes(null);
          onStored?.();
        }}
      />
    );
  }
  return (
    <Card title="Recovery codes">
      <div className="grid gap-3">
        {refusal && (
          <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad-ink">
            {refusal}
          </p>
        )}
        <p className="text-ink-2">
          {unused === 0
            ? "You have none. Each code works once and lets you make a new passkey when all of yours are lost."
            : `${unused} of 10 are left. New codes end the old ones.`}
        </p>
        <Button
          className="justify-self-start"
          pending={action.pending}
          pendingLabel="Making them…"
          onClick={() => (unused === 0 ? void make().then(setRefusal) : setAsking(true))}
        >
          {unused === 0 ? "Make recovery codes" : "Make new recovery codes…"}
        </Button>
        <ConfirmDialog
          open={asking}
          onOpenChange={setAsking}
          level={2}
          title="Make 10 new recovery codes?"
          verb="Make 10 codes"
          pendingVerb="Making them…"
          preview={
            <p className="text-ink-2">
              {unused === 1 ? "The one that is left ends now" : `The ${unused} that are left end now`}, and
              the new ones are shown once.
            </p>
          }
          onConfirm={async () => {
            const message = await make();
            return message === null ? { ok: true } : { ok: false, message };
          }}
        />
      </div>
    </Card>
  );
}
