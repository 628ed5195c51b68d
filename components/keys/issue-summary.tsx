"use client";

import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card, CardPart } from "#components/ui/card.tsx";
import { ErrorSummary, type FieldError } from "#components/ui/error-summary.tsx";
import { KeyValueList } from "#components/ui/key-value-list.tsx";
import { StatusShape } from "#components/ui/status-shape.tsx";
import type { AccessPart } from "#lib/keys/describe-access.ts";
import { AccessSentence } from "./access-sentence.tsx";
import type { Need } from "./issue-needs.ts";

type Props = {
  /** null: nothing is chosen yet that could be said. */
  readonly sentence: readonly AccessPart[] | null;
  readonly needs: readonly Need[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly errors: readonly FieldError[];
  readonly note: ReactNode;
  readonly pending: boolean;
};

/** Beside the form, always in sight: what the key will be, what it still needs, and the button. */
export function IssueSummary({ sentence, needs, facts, errors, note, pending }: Props) {
  const missing = needs.filter(({ met }) => !met).length;
  return (
    <Card title="This key" flush className="xl:sticky xl:top-16">
      <CardPart>
        <p aria-live="polite" className="text-body text-ink-2">
          {sentence ? (
            <AccessSentence parts={sentence} />
          ) : (
            "Choose what it may do; it is said here in a sentence."
          )}
        </p>
      </CardPart>
      <CardPart>
        <h3 className="mb-2 font-medium text-ink text-small">
          {missing === 0 ? "Everything it needs is there" : `Needs ${missing} more`}
        </h3>
        <ul className="grid gap-1.5 text-small">
          {needs.map((need) => (
            <NeedLine key={need.text} {...need} />
          ))}
        </ul>
      </CardPart>
      <CardPart>
        <KeyValueList items={facts} />
      </CardPart>
      <CardPart>
        <div className="grid gap-3">
          <ErrorSummary errors={errors} />
          <Button type="submit" variant="primary" pending={pending} pendingLabel="Issuing…">
            Issue key
          </Button>
          <p className="text-ink-3 text-small">{note}</p>
        </div>
      </CardPart>
    </Card>
  );
}

function NeedLine({ met, text, fieldId }: Need) {
  return (
    <li className="flex items-start gap-2">
      <span className="mt-1 shrink-0">
        <StatusShape tone={met ? "ok" : "mute"} />
      </span>
      <span>
        <span className="sr-only">{met ? "There: " : "Missing: "}</span>
        {met ? (
          <span className="text-ink-2">{text}</span>
        ) : (
          <a href={`#${fieldId}`} className="rounded-xs text-ink underline-offset-2 hover:underline">
            {text}
          </a>
        )}
      </span>
    </li>
  );
}
