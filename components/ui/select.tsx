import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx.ts";
import { CONTROL_CLASS, describeField, Field, type FieldProps } from "./field.tsx";

export type SelectOption = { value: string; label: string; disabled?: boolean };
type SelectProps = Omit<ComponentProps<"select">, "style" | "id" | "children"> & {
  options: readonly SelectOption[];
  /** The first, empty choice: "Choose an organization". */
  placeholder?: string;
};

/** The system's own list: it works with every keyboard, finger and screen reader. */
export function Select({ options, placeholder, className, ...rest }: SelectProps & { id?: string }) {
  return (
    <span className={cx("relative block min-w-0", className)}>
      <select {...rest} className={cx(CONTROL_CLASS, "h-control appearance-none truncate pr-8 pl-2.5")}>
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {options.map(({ value, label, disabled }) => (
          <option key={value} value={value} disabled={disabled} className="bg-raised text-ink">
            {label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}

export function SelectField({ id, label, help, error, optional, ...select }: FieldProps & SelectProps) {
  return (
    <Field id={id} label={label} help={help} error={error} {...(optional && { optional })}>
      <Select id={id} required={!optional} {...describeField({ id, help, error })} {...select} />
    </Field>
  );
}
