"use client";

import { Check, Minus } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";
import { describeField, FieldNotes, type FieldProps } from "./field.tsx";

type CheckboxProps = Omit<ComponentProps<"input">, "style" | "type" | "ref"> & {
  /** Some of what it stands for is chosen. */
  indeterminate?: boolean;
  ref?: (input: HTMLInputElement | null) => void;
};

/** A native checkbox in our drawing; the target is 24 px, 44 px under a finger. */
export function Checkbox({ indeterminate = false, className, ref, ...rest }: CheckboxProps) {
  return (
    <span className={cx("relative inline-grid size-4 shrink-0 place-items-center align-middle", className)}>
      <input
        {...rest}
        type="checkbox"
        ref={(input) => {
          if (input) input.indeterminate = indeterminate;
          ref?.(input);
        }}
        className="peer size-4 appearance-none rounded-xs border border-line-strong bg-surface transition-colors duration-100 ease-out before:absolute before:-inset-1 before:content-[''] checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:border-line disabled:bg-sunken disabled:checked:bg-mute pointer-coarse:before:-inset-3.5"
      />
      <Check
        aria-hidden="true"
        strokeWidth={3}
        className="pointer-events-none invisible absolute size-3 text-on-accent peer-checked:visible peer-indeterminate:invisible"
      />
      <Minus
        aria-hidden="true"
        strokeWidth={3}
        className="pointer-events-none invisible absolute size-3 text-on-accent peer-indeterminate:visible"
      />
    </span>
  );
}

type CheckboxFieldProps = Omit<FieldProps, "optional" | "label"> & { label: ReactNode } & CheckboxProps;

export function CheckboxField({ id, label, help, error, ...box }: CheckboxFieldProps) {
  return (
    <div>
      <div className="flex items-start gap-2">
        <Checkbox id={id} {...describeField({ id, help, error })} {...box} className="mt-0.5" />
        <label htmlFor={id} className={cx("text-body", box.disabled ? "text-ink-3" : "text-ink")}>
          {label}
        </label>
      </div>
      <div className="pl-6">
        <FieldNotes id={id} help={help} error={error} />
      </div>
    </div>
  );
}
