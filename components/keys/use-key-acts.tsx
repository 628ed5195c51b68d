"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { gateErrorText, isGateError } from "#components/identity/gate-error-text.ts";
import { useAction } from "#components/identity/use-action.ts";
import { ConfirmDialog, type ConfirmOutcome } from "#components/ui/confirm-dialog.tsx";
import { formatCount } from "#components/ui/format.ts";
import type { Err, Result } from "#lib/kernel/result.ts";
import type { ScopeCatalogue } from "#lib/keys/scopes.ts";
import { KeyActPreview } from "./key-act-preview.tsx";
import { KeyActReceipt } from "./key-act-receipt.tsx";
import type { ActOutcome, ActReceipt, KeyAct, KeyActError, KeyActions, KeyBrief } from "./key-acts.ts";
import { useKeyPreview } from "./use-key-preview.ts";

type Asked = { readonly act: KeyAct; readonly keys: readonly KeyBrief[] };
type Answer = Result<{ readonly receipt: ActReceipt }, KeyActError> | null;

const WORDS = {
  suspend: { verb: "Suspend", pending: "Suspending…", done: "Suspended", level: 1 },
  resume: { verb: "Resume", pending: "Resuming…", done: "Resumed", level: 2 },
  revoke: { verb: "Revoke", pending: "Revoking…", done: "Revoked", level: 3 },
} as const;
const REASONS = {
  suspend: "Suspended from the console",
  resume: "Resumed from the console",
  revoke: "",
} as const;
const UNDO_REASON = "Suspension undone";

/**
 * Suspending, resuming and revoking: the question, the act, the receipt. One way for the list and a key's page.
 *
 * @returns `ask` opens the question; `dialog` and `receipt` have their places in the page.
 */
export function useKeyActs(o: {
  readonly actions: KeyActions;
  readonly catalogue: ScopeCatalogue;
  readonly nowMs: number;
  readonly onDone?: () => void;
}): {
  readonly ask: (act: KeyAct, keys: readonly KeyBrief[]) => void;
  readonly dialog: ReactNode;
  readonly receipt: ReactNode;
} {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [outcome, setOutcome] = useState<ActOutcome | null>(null);
  const { act, undo, undoing } = useRunner(o.actions, (done) => {
    setOutcome(done);
    o.onDone?.();
  });
  const preview = useKeyPreview(asked?.keys.map(({ keyId }) => keyId) ?? []);

  const confirm = async (given: { reason: string }): Promise<ConfirmOutcome> => {
    if (asked === null) return { ok: true };
    return act(asked, given.reason === "" ? REASONS[asked.act] : given.reason);
  };
  const name = asked === null ? "" : namesOf(asked.keys);
  const words = WORDS[asked?.act ?? "suspend"];

  return {
    ask: (which, keys) => setAsked({ act: which, keys }),
    dialog: asked && (
      <ConfirmDialog
        open
        onOpenChange={(open) => !open && setAsked(null)}
        level={words.level}
        title={`${words.verb} ${name}?`}
        verb={`${words.verb} ${asked.keys.length === 1 ? "key" : name}`}
        pendingVerb={words.pending}
        defaultReason={REASONS[asked.act]}
        {...(asked.act === "revoke" && asked.keys[0] && { name: asked.keys[0].name })}
        preview={
          preview && <KeyActPreview act={asked.act} keys={preview} catalogue={o.catalogue} nowMs={o.nowMs} />
        }
        onConfirm={confirm}
      />
    ),
    receipt: outcome && (
      <KeyActReceipt
        outcome={outcome}
        undoing={undoing}
        {...(outcome.act === "suspend" &&
          outcome.keys.length > 0 && { onUndo: () => void undo(outcome.keys) })}
      />
    ),
  };
}

function useRunner(actions: KeyActions, onOutcome: (outcome: ActOutcome) => void) {
  const router = useRouter();
  const suspend = useAction(actions.suspend);
  const suspendMany = useAction(actions.suspendMany);
  const resume = useAction(actions.resume);
  const resumeQuietly = useAction(actions.resume, { refresh: false });
  const revoke = useAction(actions.revoke);
  const single = { suspend: suspend.run, resume: resume.run, revoke: revoke.run };

  const finish = (
    act: KeyAct,
    keys: readonly KeyBrief[],
    receipt: ActReceipt | null,
    refused: ActOutcome["refused"],
  ) => onOutcome({ act, keys, receipt, refused, what: `${WORDS[act].done} ${namesOf(keys)}.` });

  const act = async ({ act: which, keys }: Asked, reason: string): Promise<ConfirmOutcome> => {
    const [only] = keys;
    if (only && (keys.length === 1 || which !== "suspend")) {
      const answer: Answer = await single[which]({ keyId: only.keyId, reason });
      if (answer?.ok) finish(which, keys, answer.value.receipt, []);
      return settled(answer);
    }
    const answer = await suspendMany.run({ keyIds: keys.map(({ keyId }) => keyId), reason });
    if (answer?.ok) {
      const done = keys.filter(({ keyId }) => answer.value.suspended.includes(keyId));
      const refused = answer.value.refused.flatMap(({ keyId, detail }) =>
        keys.filter((key) => key.keyId === keyId).map((key) => ({ ...key, detail })),
      );
      finish(which, done, answer.value.receipt, refused);
    }
    return settled(answer);
  };

  /** One after the other: a person who closes the confirmation has undone what was undone so far. */
  const undo = async (keys: readonly KeyBrief[]) => {
    const done: KeyBrief[] = [];
    const refused: (KeyBrief & { detail: string })[] = [];
    let last: ActReceipt | null = null;
    for (const key of keys) {
      const answer: Answer = await resumeQuietly.run({ keyId: key.keyId, reason: UNDO_REASON });
      if (answer === null) break;
      if (answer.ok) {
        done.push(key);
        last = answer.value.receipt;
      } else refused.push({ ...key, detail: refusalText(answer) });
    }
    if (done.length + refused.length === 0) return;
    finish("resume", done, last, refused);
    router.refresh();
  };
  return { act, undo, undoing: resumeQuietly.pending };
}

function settled(answer: Result<unknown, KeyActError> | null): ConfirmOutcome {
  if (answer === null) return { ok: false, message: "Nothing was changed: this needs your passkey." };
  return answer.ok ? { ok: true } : { ok: false, message: refusalText(answer) };
}

/** A refusal in words: the domain's own sentence, else the gate's. */
function refusalText(error: Err<KeyActError>): string {
  if (isGateError(error.code)) {
    const [field] = Object.values(error.fields ?? {});
    return field ?? gateErrorText({ ...error, code: error.code });
  }
  return error.detail ?? "Nothing was changed.";
}

function namesOf(keys: readonly KeyBrief[]): string {
  return keys.length === 1 && keys[0] ? keys[0].name : formatCount(keys.length, "key");
}
