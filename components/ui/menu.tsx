"use client";

import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cx } from "./cx.ts";

export type MenuItem = {
  label: string;
  icon?: ReactNode;
  /** A place to go to, or an act that opens its preview; never an act itself. */
  href?: string;
  onSelect?: () => void;
  danger?: boolean;
  /** Why it can't be chosen now; shown under the words. */
  disabledReason?: string;
  shortcut?: string;
};

type Props = {
  /** The accessible name: "More for mm-prod-eu-2". */
  label: string;
  /** Groups are parted by a hairline. */
  groups: readonly (readonly MenuItem[])[];
  /** Any element that takes a ref; by default "⋯". */
  trigger?: ReactNode;
  align?: "start" | "end";
};

/** What else can be done with one thing. */
export function Menu({ label, groups, trigger, align = "end" }: Props) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        {trigger ?? (
          <Button variant="ghost" iconOnly small icon={<Ellipsis />}>
            {label}
          </Button>
        )}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align={align} sideOffset={4} aria-label={label} className={MENU_CLASS}>
          {groups.map((items, index) => (
            <DropdownMenu.Group
              key={items[0]?.label ?? index}
              className={index > 0 ? "mt-1 border-line border-t pt-1" : undefined}
            >
              {items.map((item) => (
                <Item key={item.label} {...item} />
              ))}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The look of what floats below its trigger. */
export const MENU_CLASS = "rise z-50 min-w-44 max-w-72 rounded-lg bg-raised p-1 text-ink shadow-pop";

export const MENU_ITEM_CLASS =
  "flex min-h-8 w-full cursor-default select-none items-center gap-2.5 rounded-md px-2 py-1 text-left text-body outline-none data-highlighted:bg-hover data-disabled:text-ink-3 pointer-coarse:min-h-11";

function Item({ label, icon, href, onSelect, danger, disabledReason, shortcut }: MenuItem) {
  const inside = (
    <>
      {icon && <span className="shrink-0 text-ink-3 [&>svg]:size-4">{icon}</span>}
      <span className="min-w-0 flex-1">
        {label}
        {disabledReason && <span className="block text-ink-3 text-small">{disabledReason}</span>}
      </span>
      {shortcut && <kbd className="font-sans text-ink-3 text-small">{shortcut}</kbd>}
    </>
  );
  const look = cx(MENU_ITEM_CLASS, danger && !disabledReason && "text-bad-ink data-highlighted:bg-bad-soft");
  if (href && !disabledReason) {
    return (
      <DropdownMenu.Item asChild className={look}>
        <Link prefetch={false} href={href}>
          {inside}
        </Link>
      </DropdownMenu.Item>
    );
  }
  return (
    <DropdownMenu.Item
      className={look}
      disabled={disabledReason !== undefined}
      {...(onSelect && { onSelect: () => onSelect() })}
    >
      {inside}
    </DropdownMenu.Item>
  );
}
