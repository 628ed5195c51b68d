"use client";

import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { gateErrorText, isGateError } from "./gate-error-text.ts";
import type { IdentityActions } from "./identity-actions.ts";
import { answerWithPasskey, ceremonyErrorText } from "./passkey-ceremony.ts";

type Props = {
  readonly actions: Pick<IdentityActions, "beginStepUp" | "completeStepUp">;
  /** The sign-in ended meanwhile. */
  readonly onEnded: () => Promise<void>;
  readonly onDone: (confirmed: boolean) => void;
};

/** Asks for a passkey before a dangerous act; what asked for it goes on by itself. */
export function StepUpDialog({ actions, onEnded, onDone }: Props) {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  const confirm = async () => {
    setPending(true);
    setRefusal(null);
    const said = await prove(actions).catch(() => ({ done: false, refusal: UNREACHABLE }) as const);
    setPending(false);
    if (said.done) onDone(true);
    else if (said.refusal === null) await onEnded();
    else setRefusal(said.refusal);
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone(false)}
      title="Confirm with your passkey"
      description="This act needs a fresh proof that it is you. It counts for 5 minutes."
      locked={pending}
      focusId="step-up-confirm"
      actions={
        <>
          <Button disabled={pending} onClick={() => onDone(false)}>
            Cancel
          </Button>
          <Button
            id="step-up-confirm"
            variant="primary"
            icon={<Fingerprint />}
            pending={pending}
            pendingLabel="Waiting…"
            onClick={() => void confirm()}
          >
            Confirm with passkey
          </Button>
        </>
      }
    >
      {refusal ? (
        <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad-ink">
          {refusal}
        </p>
      ) : (
        <p className="text-ink-2">What you typed is kept, and the act goes on by itself.</p>
      )}
    </Dialog>
  );
}

const UNREACHABLE = "Keywarden did not answer. Nothing was changed; try again.";
const REFUSED = "This passkey was not accepted. Use one that is listed in your settings.";

type Said =
  | { readonly done: true }
  | { readonly done: false /** null: the sign-in has ended. */; readonly refusal: string | null };

async function prove(actions: Props["actions"]): Promise<Said> {
  const begun = await actions.beginStepUp({});
  if (!begun.ok) return refused(begun.code, begun.detail);
  const answered = await answerWithPasskey(begun.value);
  if (!answered.ok) return { done: false, refusal: ceremonyErrorText[answered.code] };
  const completed = await actions.completeStepUp({ answer: answered.value });
  return completed.ok ? { done: true } : refused(completed.code, completed.detail);
}

function refused(code: string, detail?: string): Said {
  if (code === "unauthenticated") return { done: false, refusal: null };
  if (!isGateError(code)) return { done: false, refusal: REFUSED };
  return {
    done: false,
    refusal: gateErrorText({ ok: false, code, ...(detail === undefined ? {} : { detail }) }),
  };
}
