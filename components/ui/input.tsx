import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";
import { CONTROL_CLASS, describeField, Field, type FieldProps } from "./field.tsx";

type InputProps = Omit<ComponentProps<"input">, "style" | "id"> & {
  /** Ids, addresses and digests are typed in mono. */
  mono?: boolean;
};

export function Input({ mono, className, ...rest }: InputProps & { id?: string }) {
  return (
    <input {...rest} className={cx(CONTROL_CLASS, "h-control px-2.5", mono && "font-mono", className)} />
  );
}

type TextFieldProps = FieldProps &
  InputProps & { /** Stands right of the input, on its line. */ beside?: ReactNode };

export function TextField({ id, label, help, error, optional, beside, ...input }: TextFieldProps) {
  return (
    <Field id={id} label={label} help={help} error={error} {...(optional && { optional })}>
      <div className="flex gap-2">
        <Input id={id} required={!optional} {...describeField({ id, help, error })} {...input} />
        {beside}
      </div>
    </Field>
  );
}
