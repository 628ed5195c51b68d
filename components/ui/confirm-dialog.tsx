"use client";

import { type FormEvent, type ReactNode, useEffect, useId, useState, useTransition } from "react";
import { Button } from "./button.tsx";
import {
  describeFriction,
  type Friction,
  type FrictionLevel,
  frictionOf,
  isNameTyped,
} from "./describe-friction.ts";
import { Dialog } from "./dialog.tsx";
import { TextField } from "./input.tsx";
import { SkeletonLines } from "./skeleton.tsx";
import { TextareaField } from "./textarea.tsx";

const REASON_CHARS_MAX = 500;

export type ConfirmOutcome =
  | { ok: true }
  /** Nothing happened. `changed`: the world did; give the new preview with the next render. */
  | { ok: false; message: string; changed?: boolean };

export type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  level: FrictionLevel;
  /** Policy also wants someone else's decision. */
  secondPerson?: boolean;
  /** The verb and the thing as a question: "Suspend mm-prod-eu-2?" */
  title: string;
  /** On the button, with the number: "Suspend 2 keys". */
  verb: string;
  /** "Suspending…" */
  pendingVerb: string;
  /** Drawn from one server-made preview; null while it is on its way. */
  preview: ReactNode;
  /** The preview's digest. It goes back with the answer: what is confirmed is what was seen. */
  digest?: string;
  /** Level 3: what has to be typed. */
  name?: string;
  /** What stands in the reason's place at first: the least that the audit log should say. */
  defaultReason?: string;
  /** Takes harm away or makes it. By default true at 1 and 3. */
  dangerous?: boolean;
  onConfirm: (given: { reason: string; digest: string | undefined }) => Promise<ConfirmOutcome>;
};

/** The one way to confirm anything. Parents show the receipt (or the toast) when it has closed itself. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  // Mounted anew each time, so that nothing typed for one act is left over for the next.
  return props.open ? <OpenConfirm {...props} /> : null;
}

function OpenConfirm(props: ConfirmDialogProps) {
  const {
    onOpenChange,
    level,
    secondPerson = false,
    title,
    verb,
    pendingVerb,
    preview,
    digest,
    name,
    onConfirm,
  } = props;
  const friction = frictionOf(level, secondPerson);
  const dangerous = props.dangerous ?? (level === 1 || level === 3);
  const id = useId();
  const [given, setGiven] = useState<Given>({ reason: props.defaultReason ?? "", typed: "" });
  const [refusal, setRefusal] = useState<string | null>(null);
  const [missing, setMissing] = useState<Missing>({});
  const [pending, startTransition] = useTransition();
  const ready = !friction.preview || preview !== null;
  const focusId = `${id}-${focusOf(friction.focus, friction.reason)}`;
  useEffect(() => {
    // The verb can't take the focus while the preview is on its way. What the person moved to meanwhile keeps it.
    if (ready && !document.activeElement?.matches('[role="dialog"] *'))
      document.getElementById(focusId)?.focus();
  }, [ready, focusId]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pending || !ready) return;
    const gaps = findMissing(friction, given, name);
    setMissing(gaps);
    const first = gaps.name ? `${id}-name` : gaps.reason ? `${id}-reason` : null;
    if (first) {
      document.getElementById(first)?.focus();
      return;
    }
    startTransition(async () => {
      const outcome = await onConfirm({ reason: given.reason.trim(), digest });
      if (outcome.ok) onOpenChange(false);
      else setRefusal(outcome.message);
    });
  };

  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title={title}
      locked={pending}
      focusId={focusId}
      actions={
        <>
          <Button id={`${id}-cancel`} disabled={pending} onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button
            id={`${id}-verb`}
            type="submit"
            form={`${id}-form`}
            variant={dangerous ? "danger" : "primary"}
            disabled={!ready}
            pending={pending}
            pendingLabel={pendingVerb}
          >
            {verb}
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} onSubmit={submit} className="grid gap-4" noValidate>
        {refusal && (
          <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad-ink">
            {refusal}
          </p>
        )}
        {friction.preview && <div>{preview ?? <SkeletonLines />}</div>}
        <Asked {...{ id, friction, given, missing, name, onChange: setGiven }} />
        <p className="text-ink-3 text-small">{describeFriction(level, secondPerson)}</p>
      </form>
    </Dialog>
  );
}

type Given = { reason: string; typed: string };
type Missing = { reason?: string; name?: string };

function findMissing(friction: Friction, given: Given, name: string | undefined): Missing {
  const noReason = friction.reason === "required" && given.reason.trim() === "";
  const noName = friction.typeName && name !== undefined && !isNameTyped(given.typed, name);
  return {
    ...(noReason && { reason: "Say why. It is kept in the audit log." }),
    ...(noName && { name: `Type ${name} to go on.` }),
  };
}

type AskedProps = {
  id: string;
  friction: Friction;
  given: Given;
  missing: Missing;
  name: string | undefined;
  onChange: (given: Given) => void;
};

/** What the level asks for besides the verb: the name, the reason. */
function Asked({ id, friction, given, missing, name, onChange }: AskedProps) {
  return (
    <>
      {friction.typeName && name !== undefined && (
        <TextField
          id={`${id}-name`}
          label={`Type ${name}`}
          autoComplete="off"
          spellCheck={false}
          mono
          value={given.typed}
          error={missing.name}
          onChange={(event) => onChange({ ...given, typed: event.target.value })}
        />
      )}
      {friction.reason !== "none" && (
        <TextareaField
          id={`${id}-reason`}
          label="Reason"
          rows={2}
          maxLength={REASON_CHARS_MAX}
          optional={friction.reason === "optional"}
          value={given.reason}
          error={missing.reason}
          onChange={(event) => onChange({ ...given, reason: event.target.value })}
        />
      )}
    </>
  );
}

function focusOf(focus: "verb" | "first-field" | "cancel", reason: "none" | "optional" | "required"): string {
  if (focus !== "first-field") return focus;
  return reason === "none" ? "verb" : "reason";
}
