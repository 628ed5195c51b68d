import Link from "next/link";
import type { ComponentProps, MouseEvent, ReactNode } from "react";
import { cx } from "./cx.ts";

export type ButtonVariant = "primary" | "outline" | "danger-outline" | "danger" | "ghost" | "link";

const VARIANTS: Record<ButtonVariant, string> = {
  primary:
    "border-transparent disabled:border-line disabled:bg-sunken bg-accent text-on-accent not-disabled:hover:bg-accent-hover",
  outline: "border-line disabled:bg-sunken bg-surface text-ink not-disabled:hover:bg-hover",
  "danger-outline": "border-line disabled:bg-sunken bg-surface text-bad-ink not-disabled:hover:bg-bad-soft",
  danger:
    "border-transparent disabled:border-line disabled:bg-sunken bg-bad-fill text-on-accent not-disabled:hover:brightness-95",
  ghost:
    "border-transparent bg-transparent text-ink-2 not-disabled:hover:bg-hover not-disabled:hover:text-ink",
  link: "border-transparent bg-transparent text-accent-ink not-disabled:hover:bg-hover",
};

/** The looks of a button, for the few places that need them on another element (a menu's trigger). */
export function buttonClass(variant: ButtonVariant, square = false, small = false): string {
  return cx(
    "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors duration-100 ease-out",
    small ? "h-chip text-small" : "text-body",
    square ? (small ? "w-7 pointer-coarse:w-11" : "size-control") : small ? "px-2" : "h-control px-3",
    "disabled:text-ink-3",
    VARIANTS[variant],
  );
}

type Look = {
  variant?: ButtonVariant;
  /** An icon before the words (lucide, drawn at 16 px). */
  icon?: ReactNode;
  /** 28 px high, for chips and rows. */
  small?: boolean;
  /** Icon only: `children` becomes the accessible name. */
  iconOnly?: boolean;
  /** The single key that presses it (`s`, `r`, `c`); listed under `?`. */
  shortcut?: string;
};

type ButtonProps = Look &
  Omit<ComponentProps<"button">, "style"> & {
    pending?: boolean;
    /** "Suspending…": takes the place of the words while pending; the width stays. */
    pendingLabel?: string;
  };

export function Button(props: ButtonProps) {
  const {
    variant = "outline",
    icon,
    small,
    iconOnly,
    shortcut,
    pending = false,
    pendingLabel,
    ...rest
  } = props;
  const { children, className, onClick, type = "button", ...native } = rest;
  const guard = (event: MouseEvent<HTMLButtonElement>) => {
    if (pending) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...native}
      type={type}
      // Handlers only where there is something to handle: a plain button also renders on the server.
      {...((onClick || pending) && { onClick: guard })}
      {...(pending && { "aria-disabled": true, "aria-busy": true })}
      {...(shortcut && { "data-shortcut": shortcut, "aria-keyshortcuts": shortcut })}
      {...(iconOnly && { "aria-label": String(children), title: String(children) })}
      className={cx(buttonClass(variant, iconOnly, small), pending && "cursor-progress", className)}
    >
      {iconOnly ? <Icon icon={icon} /> : <Label {...{ icon, pending, pendingLabel }} text={children} />}
    </button>
  );
}

function Icon({ icon }: { icon: ReactNode }) {
  return icon && <span className="shrink-0 [&>svg]:size-4">{icon}</span>;
}

type LabelProps = { icon: ReactNode; pending: boolean; pendingLabel: string | undefined; text: ReactNode };

/** Both labels lie in one cell, each beside its icon, so the wider one sets the width all along. */
function Label({ icon, pending, pendingLabel, text }: LabelProps) {
  if (!pendingLabel) {
    return (
      <>
        <Icon icon={icon} />
        <span className="truncate">{text}</span>
      </>
    );
  }
  return (
    <span className="grid place-items-center *:col-start-1 *:row-start-1 *:inline-flex *:items-center *:gap-1.5">
      <span className={pending ? "invisible" : undefined}>
        <Icon icon={icon} />
        {text}
      </span>
      <span className={pending ? undefined : "invisible"}>
        <Icon icon={icon} />
        {pendingLabel}
      </span>
    </span>
  );
}

type LinkButtonProps = Look & Omit<ComponentProps<typeof Link>, "style">;

/** A place to go to that looks like a button. */
export function LinkButton(props: LinkButtonProps) {
  const { variant = "outline", icon, small, iconOnly, shortcut, children, className, ...rest } = props;
  return (
    <Link
      prefetch={false}
      {...rest}
      {...(shortcut && { "data-shortcut": shortcut, "aria-keyshortcuts": shortcut })}
      {...(iconOnly && { "aria-label": String(children), title: String(children) })}
      className={cx(buttonClass(variant, iconOnly, small), className)}
    >
      <Icon icon={icon} />
      {!iconOnly && <span className="truncate">{children}</span>}
    </Link>
  );
}
