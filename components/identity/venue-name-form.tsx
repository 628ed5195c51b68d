"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import type { Result } from "#lib/kernel/result.ts";
import { type RenameVenueError, type RenameVenueInput, renameVenueInput } from "#lib/orgs/contract.ts";
import type { GateError } from "#lib/web/contract.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { TextField } from "../ui/input.tsx";
import { useToast } from "../ui/toast.tsx";
import { gateErrorText, isGateError } from "./gate-error-text.ts";
import { useAction } from "./use-action.ts";

type Props = {
  readonly name: string;
  readonly rename: (
    input: RenameVenueInput,
  ) => Promise<Result<{ readonly name: string; readonly changed: boolean }, RenameVenueError | GateError>>;
};

/** The name under which clients and the audit log know the venue. A small act: done at once, with Undo. */
export function VenueNameForm({ name, rename }: Props) {
  const renaming = useAction(rename);
  const toast = useToast();
  const { register, handleSubmit, setError, reset, formState } = useForm({
    resolver: zodResolver(renameVenueInput),
    values: { name },
  });

  const save = async (wanted: string, before: string | null) => {
    const result = await renaming.run({ name: wanted });
    if (result === null) return;
    if (!result.ok) return setError("name", { message: sentenceOf(result) });
    reset({ name: result.value.name });
    if (!result.value.changed) return;
    toast({
      text: `The venue is called ${result.value.name}.`,
      ...(before !== null && { undo: () => void save(before, null) }),
    });
  };

  return (
    <Card title="Venue">
      <form
        noValidate
        className="grid gap-3"
        onSubmit={(event) => void handleSubmit((input) => save(input.name, name))(event)}
      >
        <TextField
          id="venue-name"
          label="Venue's name"
          help="Clients see it, and so does the audit log."
          maxLength={80}
          autoComplete="organization"
          error={formState.errors.name?.message}
          {...register("name")}
        />
        <Button
          type="submit"
          className="justify-self-start"
          disabled={!formState.isDirty}
          pending={renaming.pending}
          pendingLabel="Saving…"
        >
          Save
        </Button>
      </form>
    </Card>
  );
}

function sentenceOf(error: {
  code: string;
  detail?: string;
  fields?: Readonly<Record<string, string>>;
}): string {
  if (error.fields?.name) return error.fields.name;
  if (isGateError(error.code)) {
    const { code, detail } = error;
    return gateErrorText({ ok: false, code, ...(detail === undefined ? {} : { detail }) });
  }
  return error.detail ?? "The name was not saved.";
}
