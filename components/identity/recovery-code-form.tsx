"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { recoverySignInInput } from "#lib/identity/contract.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/input.tsx";
import { TextLink } from "../ui/text-link.tsx";
import { signInBy } from "./sign-in-request.ts";
import { signInErrorText } from "./sign-in-with-passkey.ts";

const REFUSED = "This code opens nothing: each works once, and new codes end the old ones.";

export function RecoveryCodeForm() {
  const [refusal, setRefusal] = useState<string | null>(null);
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(recoverySignInInput),
    defaultValues: { code: "" },
  });
  const { errors, isSubmitting } = formState;
  const submit = handleSubmit(async (input) => {
    setRefusal(null);
    const done = await signInBy("recovery-code", input);
    if (done.ok) location.replace("/recover");
    else setRefusal(signInErrorText(done.code, REFUSED));
  });
  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className="grid gap-4 rounded-xl border border-line bg-surface p-6"
    >
      <header className="grid gap-1">
        <h1 className="font-semibold text-ink text-title">Use a recovery code</h1>
        <p className="text-ink-2">
          It lets you make a new passkey, and nothing else. The code is used up, and the audit log says so.
        </p>
      </header>
      {refusal && (
        <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad-ink">
          {refusal}
        </p>
      )}
      <TextField
        id="code"
        label="Recovery code"
        mono
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        error={errors.code?.message}
        {...register("code")}
      />
      <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Checking…">
        Use the code
      </Button>
      <TextLink href="/sign-in" className="touch-line justify-self-start text-small">
        Sign in with a passkey
      </TextLink>
    </form>
  );
}
