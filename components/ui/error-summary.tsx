"use client";

import { useEffect, useRef } from "react";

export type FieldError = { fieldId: string; message: string };

/**
 * Stands above a form that was refused: what to change, each line a link to its field. Takes the focus when a field
 * joins the list, so that nobody has to look for it; never while fields are mended and leave it.
 */
export function ErrorSummary({ errors, title }: { errors: readonly FieldError[]; title?: string }) {
  const box = useRef<HTMLDivElement>(null);
  const known = useRef<readonly string[]>([]);
  const listed = errors.map(({ fieldId }) => fieldId).join("\n");
  useEffect(() => {
    const fields = listed === "" ? [] : listed.split("\n");
    if (fields.some((field) => !known.current.includes(field))) box.current?.focus();
    known.current = fields;
  }, [listed]);

  if (errors.length === 0) return null;
  const heading =
    title ?? (errors.length === 1 ? "1 field needs a change" : `${errors.length} fields need a change`);
  return (
    <div ref={box} tabIndex={-1} role="alert" className="rounded-lg border border-bad bg-bad-soft p-4">
      <h2 className="font-semibold text-bad-ink text-body">{heading}</h2>
      <ul className="mt-1 grid gap-0.5">
        {errors.map(({ fieldId, message }) => (
          <li key={`${fieldId}:${message}`}>
            <a
              href={`#${fieldId}`}
              className="text-bad-ink underline underline-offset-2"
              onClick={focusField(fieldId)}
            >
              {message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A plain fragment link scrolls, but leaves the caret where it was. */
function focusField(fieldId: string) {
  return (event: { preventDefault: () => void }) => {
    const field = document.getElementById(fieldId);
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  };
}
