"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { type ReactNode, useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { WithAside } from "#components/frame/page.tsx";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { Card, CardPart } from "#components/ui/card.tsx";
import { ErrorSummary } from "#components/ui/error-summary.tsx";
import { RadioField } from "#components/ui/radio.tsx";
import { SelectField } from "#components/ui/select.tsx";
import { TextareaField } from "#components/ui/textarea.tsx";
import type { KeyDetail } from "#lib/keys/contract.ts";
import { type NewCredential, NewCredentialPanel } from "./new-credential.tsx";
import { PublicKeyFields } from "./public-key-fields.tsx";
import { RotatePreview } from "./rotate-preview.tsx";
import { OVERLAPS, type RotateValues, rotateSchema, UNTOUCHED } from "./rotate-values.ts";
import { type RotateAction, useRotate } from "./use-rotate.ts";
import { WiderScreen } from "./wider-screen.tsx";

type Props = {
  readonly detail: KeyDetail;
  readonly own: { readonly orgId: string; readonly sessionId: string };
  readonly gate: string;
  readonly nowMs: number;
  readonly requestsLastHour: number;
  readonly rotate: RotateAction;
};

/** A new credential for a key that stays what it is: how it comes about, and how long the old one works on. */
export function RotateForm(props: Props) {
  const [made, setMade] = useState<NewCredential | null>(null);
  return made ? <NewCredentialPanel made={made} /> : <OpenForm {...props} onRotated={setMade} />;
}

const FIELDS = ["publicKey", "signature", "overlap", "reason"] as const;

function OpenForm({ onRotated, ...props }: Props & { readonly onRotated: (made: NewCredential) => void }) {
  const { detail, own, gate, rotate } = props;
  const ownKey = detail.org.id === own.orgId;
  const form = useForm<RotateValues>({
    resolver: zodResolver(rotateSchema(detail.kind)),
    defaultValues: { ...UNTOUCHED, means: ownKey ? "browser" : "paste" },
    shouldFocusError: false,
    reValidateMode: "onSubmit",
  });
  const values = useWatch({ control: form.control }) as RotateValues;
  const [refusal, setRefusal] = useState<string | null>(null);
  const { send, pending } = useRotate({
    ...{ rotate, detail, gate, sessionId: own.sessionId, onRotated },
    onRefused: (field, message) => (field === null ? setRefusal(message) : form.setError(field, { message })),
  });
  const submit = form.handleSubmit(async (given) => {
    setRefusal(null);
    await send(given);
  });
  const set = <F extends keyof RotateValues>(field: F, value: RotateValues[F]) => {
    form.setValue(field as never, value as never, { shouldDirty: true });
    form.clearErrors(field);
  };
  const error = (field: keyof RotateValues) => form.formState.errors[field]?.message;
  const listed = [
    ...FIELDS.flatMap((fieldId) => (error(fieldId) ? [{ fieldId, message: error(fieldId) ?? "" }] : [])),
    ...(refusal === null ? [] : [{ fieldId: "overlap", message: refusal }]),
  ];
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <WiderScreen />
      <WithAside
        aside={
          <Card title="What happens" flush className="xl:sticky xl:top-16">
            <CardPart>
              <RotatePreview {...props} overlap={values.overlap} />
            </CardPart>
            <CardPart>
              <div className="grid gap-3">
                <ErrorSummary errors={listed} />
                <div className="flex gap-2 *:flex-1">
                  <LinkButton href={`/keys/${detail.keyId}`}>Cancel</LinkButton>
                  <Button type="submit" variant="primary" pending={pending} pendingLabel="Rotating…">
                    Rotate key
                  </Button>
                </div>
                <p className="text-ink-3 text-small">{noteOf(detail)}</p>
              </div>
            </CardPart>
          </Card>
        }
      >
        <Part title="New credential">
          <NewPair {...{ values, set, error, detail, own, ownKey }} />
        </Part>
        <Part title="Overlap">
          <div className="max-w-60">
            <SelectField
              id="overlap"
              label="The old version works on for"
              value={values.overlap}
              error={error("overlap")}
              options={OVERLAPS}
              onChange={(event) => set("overlap", event.target.value)}
            />
          </div>
        </Part>
        <Part title="Why">
          <TextareaField
            id="reason"
            label="Reason"
            rows={2}
            maxLength={500}
            help="Kept in the audit log."
            value={values.reason}
            error={error("reason")}
            onChange={(event) => set("reason", event.target.value)}
          />
        </Part>
      </WithAside>
    </form>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card title={title}>
      <div className="grid max-w-[46rem] gap-4">{children}</div>
    </Card>
  );
}

type PairProps = {
  readonly values: RotateValues;
  readonly set: <F extends keyof RotateValues>(field: F, value: RotateValues[F]) => void;
  readonly error: (field: keyof RotateValues) => string | undefined;
  readonly detail: KeyDetail;
  readonly own: { readonly sessionId: string };
  readonly ownKey: boolean;
};

function NewPair({ values, set, error, detail, own, ownKey }: PairProps) {
  if (detail.kind !== "ed25519") {
    return ownKey ? (
      <p className="text-ink-2">
        A new {detail.kind === "hmac" ? "secret" : "token"} of the same kind is made here. It is shown once,
        on the next screen: have your secret store open.
      </p>
    ) : (
      <p className="text-warn-ink">
        Only {detail.org.name} may see the new {detail.kind === "hmac" ? "secret" : "token"}, and you would.
        Rotate it with the command on the server, which records that it was printed.
      </p>
    );
  }
  return (
    <>
      <RadioField
        id="means"
        name="means"
        label="Where the new pair comes from"
        look="cards"
        value={values.means}
        options={[
          {
            value: "browser",
            label: "Made in this browser",
            help: ownKey
              ? "The private key is saved to a file here and never sent."
              : `Only ${detail.org.name} may hold its private key. Paste the public key they sent you.`,
            disabled: !ownKey,
          },
          {
            value: "paste",
            label: "Paste a public key",
            help: "The pair was made where it will be used; the private key stays there.",
          },
        ]}
        onChange={(event) => set("means", event.target.value === "paste" ? "paste" : "browser")}
      />
      {values.means === "paste" && (
        <PublicKeyFields
          value={values}
          sessionId={own.sessionId}
          orgId={detail.org.id}
          holder={ownKey ? null : detail.org.name}
          errors={{ publicKey: error("publicKey"), signature: error("signature") }}
          onChange={(change) => {
            if (change.publicKey !== undefined) set("publicKey", change.publicKey);
            if (change.possessionAt !== undefined) set("possessionAt", change.possessionAt);
            if (change.signature !== undefined) set("signature", change.signature);
          }}
        />
      )}
    </>
  );
}

function noteOf({ status }: KeyDetail): string {
  return status === "suspended" ? "Needs your passkey. The key stays suspended." : "Needs your passkey.";
}
