import type { ComponentProps } from "react";
import { cx } from "./cx.ts";
import { describeField, FieldNotes, type FieldProps } from "./field.tsx";

type Props = Omit<FieldProps, "optional"> & Omit<ComponentProps<"input">, "style" | "type" | "role">;

/** On or off, at once. What needs a save is a checkbox. */
export function SwitchField({ id, label, help, error, className, ...input }: Props) {
  return (
    <div className={cx("flex items-start gap-3", className)}>
      <span className="relative mt-0.5 inline-block h-4 w-7 shrink-0">
        <input
          {...input}
          id={id}
          type="checkbox"
          // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox in the role of a switch tells its state by `checked`
          role="switch"
          {...describeField({ id, help, error })}
          className="peer h-4 w-7 appearance-none rounded-full border border-line-strong bg-mute-soft transition-colors duration-100 ease-out before:absolute before:-inset-1 before:content-[''] checked:border-accent checked:bg-accent disabled:border-line disabled:bg-sunken pointer-coarse:before:-inset-3.5"
        />
        <span
          aria-hidden="true"
          className="pointer-events-none absolute top-[3px] left-[3px] size-2.5 rounded-full bg-line-strong transition-[translate,background-color] duration-100 ease-out peer-checked:translate-x-3 peer-checked:bg-on-accent peer-disabled:bg-mute"
        />
      </span>
      <div className="min-w-0">
        <label
          htmlFor={id}
          className={cx("font-medium text-body", input.disabled ? "text-ink-3" : "text-ink")}
        >
          {label}
        </label>
        <FieldNotes id={id} help={help} error={error} />
      </div>
    </div>
  );
}
