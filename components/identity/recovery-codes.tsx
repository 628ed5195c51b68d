"use client";

import { useState } from "react";
import type { Result } from "#lib/kernel/result.ts";
import type { GateError } from "#lib/web/contract.ts";
import { Button } from "../ui/button.tsx";
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

  const make = async () => {
    setRefusal(null);
    const made = await action.run({});
    if (made === null) return;
    if (made.ok) setCodes(made.value.codes);
    else setRefusal(gateErrorText(made));
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
        onClick={() => void make()}
      >
        {unused === 0 ? "Make recovery codes" : "Make new recovery codes"}
      </Button>
    </div>
  );
}
