import Link from "next/link";
import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

/** Among words a link is told from them by its line, not by colour alone. */
export const IN_TEXT_CLASS = "[:is(p,dd,li)_&]:underline [:is(p,dd,li)_&]:decoration-line-strong";

type Props = Omit<ComponentProps<typeof Link>, "style"> & {
  /** plain: a name in a table; inherit: a figure that carries its state's colour; accent: a link among text or in a card's corner. */
  look?: "accent" | "plain" | "inherit";
};

/** A link in running text, in a cell, or in the corner of a card. */
export function TextLink({ look = "accent", className, ...rest }: Props) {
  return (
    // A list of fifty links must not ask the server for fifty pages.
    <Link
      prefetch={false}
      {...rest}
      className={cx(
        "rounded-xs underline-offset-2 hover:underline",
        look === "accent" ? `text-accent-ink ${IN_TEXT_CLASS}` : look === "plain" && "text-ink",
        className,
      )}
    />
  );
}
