"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { type EnrolmentOffer, enrolmentForm } from "#lib/identity/contract.ts";
import { Button } from "../ui/button.tsx";
import { CheckboxField } from "../ui/checkbox.tsx";
import { ErrorSummary } from "../ui/error-summary.tsx";
import { TextField } from "../ui/input.tsx";
import { Time } from "../ui/time.tsx";
import type { EnrolmentActions } from "./enrolment-gate.tsx";
import { LinkEnded } from "./link-ended.tsx";
import { ceremonyErrorText, makePasskey } from "./passkey-ceremony.ts";
import { signInBy } from "./sign-in-request.ts";
import { signInErrorText } from "./sign-in-with-passkey.ts";

type Props = {
  readonly offer: EnrolmentOffer;
  readonly token: string;
  readonly origin: string;
  readonly begin: EnrolmentActions["begin"];
};

/** What the venue is called until somebody names it. */
const UNNAMED = "Venue";
const LINK_ENDED = ["enrolment_unknown", "enrolment_used", "enrolment_expired"];
const REFUSED = "This passkey was not accepted: it needs a PIN, a fingerprint or a face. Try again.";
const UNCONFIRMED = "Confirm the address: a passkey works there and nowhere else.";

/** Name, e-mail and the address, then a passkey; the link is used up when all of it is done. */
export function EnrolmentForm({ offer, token, origin, begin }: Props) {
  const [ended, setEnded] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [confirmed, setConfirmed] = useState(false);
  const [unconfirmed, setUnconfirmed] = useState(false);
  const { register, handleSubmit, setError, formState } = useForm({
    resolver: zodResolver(enrolmentForm),
    defaultValues: { name: "", email: offer.email ?? "" },
    // The summary takes the focus.
    shouldFocusError: false,
  });
  const { errors, isSubmitting } = formState;

  const refuse = (code: string, fields?: Readonly<Record<string, string>>) => {
    if (LINK_ENDED.includes(code)) return setEnded(code);
    if (fields?.email) return setError("email", { message: fields.email });
    if (fields?.name) return setError("name", { message: fields.name });
    if (code === "email_taken" || code === "email_not_invited")
      return setError("email", { message: "This e-mail can't enrol by this link." });
    setRefusal(signInErrorText(code, REFUSED));
  };

  const submit = handleSubmit(
    async (person) => {
      setRefusal(null);
      setUnconfirmed(!confirmed);
      if (!confirmed) return;
      const begun = await begin({ token, ...person }).catch(
        () => ({ ok: false, code: "unreachable" }) as const,
      );
      if (!begun.ok) return refuse(begun.code, "fields" in begun ? begun.fields : undefined);
      const made = await makePasskey(begun.value);
      if (!made.ok) return setRefusal(ceremonyErrorText[made.code]);
      const done = await signInBy("enrolment", { token, ...person, answer: made.value });
      if (!done.ok) return refuse(done.code, done.fields);
      location.replace("/welcome/second-passkey");
    },
    () => setUnconfirmed(!confirmed),
  );

  if (ended !== null) return <LinkEnded code={ended} />;
  const summary = [
    ...(errors.name?.message ? [{ fieldId: "name", message: errors.name.message }] : []),
    ...(errors.email?.message ? [{ fieldId: "email", message: errors.email.message }] : []),
    ...(unconfirmed && !confirmed ? [{ fieldId: "address", message: UNCONFIRMED }] : []),
  ];
  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className="grid gap-5 rounded-xl border border-line bg-surface p-6"
    >
      <header className="grid gap-1">
        <h1 className="font-semibold text-ink text-title">Welcome to Keywarden</h1>
        <p className="text-ink-2">
          You become an owner of {offer.venueName === UNNAMED ? "this venue" : offer.venueName}: you can bring
          in organizations, issue and revoke their keys, and read everything that was done. This link ends at{" "}
          <Time at={offer.expiresAt} mode="clock" />.
        </p>
      </header>
      <ErrorSummary errors={summary} />
      {refusal && (
        <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad-ink">
          {refusal}
        </p>
      )}
      <TextField
        id="name"
        label="Name"
        autoComplete="name"
        error={errors.name?.message}
        {...register("name")}
      />
      <TextField
        id="email"
        label="E-mail"
        type="email"
        autoComplete="email"
        readOnly={offer.email !== null}
        help={offer.email === null ? undefined : "This link is for this address only."}
        error={errors.email?.message}
        {...register("email")}
      />
      <div className="grid gap-3 rounded-lg border border-line bg-sunken p-4">
        <p className="text-ink-2">
          Your passkey will belong to{" "}
          <strong className="font-semibold text-ink">{new URL(origin).hostname}</strong>. It works at that
          address and nowhere else; at another one everybody enrols anew.
        </p>
        <CheckboxField
          id="address"
          label={`People will reach this console at ${origin}`}
          checked={confirmed}
          error={unconfirmed && !confirmed ? UNCONFIRMED : undefined}
          onChange={(event) => setConfirmed(event.target.checked)}
        />
      </div>
      <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Waiting for the passkey…">
        Create passkey
      </Button>
    </form>
  );
}
