"use client";

import { Plus } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import type { AddedAuthenticator, FactorError, RegistrationAnswer } from "#lib/identity/contract.ts";
import type { Result } from "#lib/kernel/result.ts";
import type { GateError } from "#lib/web/contract.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/input.tsx";
import { gateErrorText, isGateError } from "./gate-error-text.ts";
import type { RegistrationOptions } from "./identity-actions.ts";
import { ceremonyErrorText, makePasskey } from "./passkey-ceremony.ts";
import { useAction } from "./use-action.ts";

export type AddPasskeyActions = {
  readonly begin: (
    input: Record<never, never>,
  ) => Promise<Result<RegistrationOptions, "too_many_passkeys" | GateError>>;
  readonly add: (input: {
    name: string;
    answer: RegistrationAnswer;
  }) => Promise<Result<AddedAuthenticator, FactorError | GateError>>;
};

type Props = {
  readonly actions: AddPasskeyActions;
  /** What the name field holds to begin with. */
  readonly suggestedName: string;
  /** The one thing to do on its page. */
  readonly primary?: boolean;
  readonly onAdded: (name: string, addedAt: string) => void;
};

const WORDS: Readonly<Record<string, string>> = {
  ...ceremonyErrorText,
  passkey_exists: ceremonyErrorText.already_held,
  passkey_refused: "This passkey was not accepted: it needs a PIN, a fingerprint or a face. Try again.",
  too_many_passkeys: "You have 20 passkeys, the most one person can have. Remove one first.",
};

/** Makes one more passkey, under a name that tells it from the others. */
export function AddPasskey({ actions, suggestedName, primary = false, onAdded }: Props) {
  const id = useId();
  const begin = useAction(actions.begin, { refresh: false });
  const add = useAction(actions.add, { refresh: false });
  const [name, setName] = useState(suggestedName);
  const [nameError, setNameError] = useState<string | undefined>();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [pending, setPending] = useState(false);

  const refuse = (error: { code: string; detail?: string; fields?: Readonly<Record<string, string>> }) => {
    if (error.fields?.name) return setNameError(error.fields.name);
    const { code, detail } = error;
    setRefusal(
      isGateError(code)
        ? gateErrorText({ ok: false, code, ...(detail === undefined ? {} : { detail }) })
        : (WORDS[code] ?? WORDS.passkey_refused ?? null),
    );
  };

  const run = async () => {
    const begun = await begin.run({});
    if (begun === null) return;
    if (!begun.ok) return refuse(begun);
    const made = await makePasskey(begun.value);
    if (!made.ok) return refuse(made);
    const added = await add.run({ name, answer: made.value });
    if (added === null) return;
    if (!added.ok) return refuse(added);
    onAdded(name, added.value.addedAt);
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setRefusal(null);
    setNameError(name.trim() === "" ? "Give it a name, such as the device it is on." : undefined);
    if (name.trim() === "" || pending) return;
    setPending(true);
    await run();
    setPending(false);
  };

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-3">
      {refusal && (
        <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad-ink">
          {refusal}
        </p>
      )}
      <TextField
        id={`${id}-name`}
        label="Name of the passkey"
        help="The device or security key it is on."
        autoComplete="off"
        maxLength={60}
        value={name}
        error={nameError}
        onChange={(event) => setName(event.target.value)}
      />
      <Button
        type="submit"
        variant={primary ? "primary" : "outline"}
        icon={<Plus />}
        className={primary ? undefined : "justify-self-start"}
        pending={pending}
        pendingLabel="Waiting…"
      >
        Add passkey
      </Button>
    </form>
  );
}
