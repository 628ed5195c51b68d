import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";
import { describeField, FieldNotes, type FieldProps } from "./field.tsx";

export type RadioOption = {
  value: string;
  label: ReactNode;
  /** What choosing it means, or why it can't be chosen. */
  help?: ReactNode;
  disabled?: boolean;
};

type Native = Omit<ComponentProps<"input">, "style" | "type" | "id" | "value" | "defaultValue">;
type Props = FieldProps &
  Native & {
    name: string;
    options: readonly RadioOption[];
    /** Give `value` with `onChange`, or `defaultValue`, or neither (a form library's `ref`). */
    value?: string;
    defaultValue?: string;
    /** cards: each choice in a box of its own, for choices that need a sentence. */
    look?: "plain" | "cards";
  };

/** One of a few, all in sight. */
export function RadioField(props: Props) {
  const { id, label, help, error, optional, options, value, defaultValue, look = "plain", ...native } = props;
  return (
    <fieldset id={id} tabIndex={-1} className="min-w-0" {...describeField({ id, help, error })}>
      <legend className="mb-1 font-medium text-body text-ink">
        {label}
        {optional && <span className="ml-1.5 font-normal text-ink-3 text-small">optional</span>}
      </legend>
      <div className={look === "cards" ? "grid gap-2" : "grid gap-1.5"}>
        {options.map((option) => (
          <Choice
            key={option.value}
            id={`${id}-${option.value}`}
            option={option}
            boxed={look === "cards"}
            {...native}
            {...(value !== undefined && { checked: value === option.value })}
            {...(defaultValue !== undefined && { defaultChecked: defaultValue === option.value })}
          />
        ))}
      </div>
      <FieldNotes id={id} help={help} error={error} />
    </fieldset>
  );
}

function Choice({
  id,
  option,
  boxed,
  ...native
}: Native & { id: string; option: RadioOption; boxed: boolean }) {
  return (
    <div
      className={cx(
        "relative flex items-start gap-2",
        boxed &&
          "rounded-lg border border-line bg-surface p-3 has-checked:border-accent has-checked:bg-selected has-disabled:bg-sunken",
      )}
    >
      <input
        {...native}
        id={id}
        type="radio"
        value={option.value}
        disabled={option.disabled}
        {...(option.help && { "aria-describedby": `${id}-help` })}
        className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-line-strong bg-surface transition-colors duration-100 ease-out checked:border-[5px] checked:border-accent checked:bg-on-accent disabled:border-line disabled:bg-sunken"
      />
      <span className="min-w-0">
        {/* Stretched over the box, so that all of it can be pressed. */}
        <label
          htmlFor={id}
          className={cx(
            "font-medium text-body",
            boxed && "before:absolute before:inset-0 before:content-['']",
            option.disabled ? "text-ink-3" : "text-ink",
          )}
        >
          {option.label}
        </label>
        {option.help && (
          <span
            id={`${id}-help`}
            className={cx("block text-small", option.disabled ? "text-ink-3" : "text-ink-2")}
          >
            {option.help}
          </span>
        )}
      </span>
    </div>
  );
}
