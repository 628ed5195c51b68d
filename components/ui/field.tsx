import type { ReactNode } from "react";

/** What every field takes. The id is also where an {@link ErrorSummary} links to. */
export type FieldProps = {
  id: string;
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  /** Says "optional" beside the label; every other field is required. */
  optional?: boolean;
};

/** The `aria-*` a control needs to be tied to its field's help and error. */
export function describeField({ id, help, error }: Pick<FieldProps, "id" | "help" | "error">) {
  const ids = [help ? `${id}-help` : null, error ? `${id}-error` : null].filter(Boolean).join(" ");
  return { ...(ids && { "aria-describedby": ids }), ...(error && { "aria-invalid": true as const }) };
}

/** Label, control, help, error: one below the other. */
export function Field({ id, label, help, error, optional, children }: FieldProps & { children: ReactNode }) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 flex items-baseline gap-1.5 font-medium text-body text-ink">
        {label}
        {optional && <span className="font-normal text-ink-3 text-small">optional</span>}
      </label>
      {children}
      <FieldNotes id={id} help={help} error={error} />
    </div>
  );
}

export function FieldNotes({ id, help, error }: Pick<FieldProps, "id" | "help" | "error">) {
  return (
    <>
      {error && (
        <p id={`${id}-error`} className="mt-1 flex gap-1.5 text-bad-ink text-small">
          <span aria-hidden="true" className="mt-1 size-2 shrink-0 rounded-[1px] bg-bad" />
          {error}
        </p>
      )}
      {help && (
        <p id={`${id}-help`} className="mt-1 text-ink-3 text-small">
          {help}
        </p>
      )}
    </>
  );
}

/** The edge and fill of everything one types or chooses in. */
export const CONTROL_CLASS =
  "w-full rounded-md border border-line-strong bg-surface text-control text-ink transition-colors duration-100 ease-out disabled:border-line disabled:bg-sunken disabled:text-ink-3 [&:is(input,textarea)]:read-only:bg-sunken aria-invalid:border-bad";
