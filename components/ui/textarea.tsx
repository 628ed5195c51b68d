import type { ComponentProps } from "react";
import { cx } from "./cx.ts";
import { CONTROL_CLASS, describeField, Field, type FieldProps } from "./field.tsx";

type TextareaProps = Omit<ComponentProps<"textarea">, "style" | "id"> & { mono?: boolean };

export function Textarea({ mono, className, rows = 3, ...rest }: TextareaProps & { id?: string }) {
  return (
    <textarea
      {...rest}
      rows={rows}
      className={cx(CONTROL_CLASS, "block min-h-16 resize-y px-2.5 py-1.5", mono && "font-mono", className)}
    />
  );
}

export function TextareaField({ id, label, help, error, optional, ...area }: FieldProps & TextareaProps) {
  return (
    <Field id={id} label={label} help={help} error={error} {...(optional && { optional })}>
      <Textarea id={id} required={!optional} {...describeField({ id, help, error })} {...area} />
    </Field>
  );
}
