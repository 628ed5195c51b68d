"use client";

import { Check } from "lucide-react";
import Link from "next/link";
import { DropdownMenu } from "radix-ui";
import { MENU_CLASS, MENU_ITEM_CLASS } from "../ui/menu.tsx";
import type { Theme } from "../ui/preferences.ts";
import { usePreferences } from "../ui/preferences-provider.tsx";
import { type Account, useFrame } from "./frame-context.tsx";

const THEMES: readonly { value: Theme; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** Who is signed in, how the console looks here, and the way out. */
export function AccountMenu({ account }: { account: Account }) {
  const { openShortcuts } = useFrame();
  const { preferences, setPreferences, theme, setTheme } = usePreferences();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="relative grid size-7 shrink-0 place-items-center rounded-full bg-mute-soft font-semibold text-ink-2 text-micro transition-colors duration-100 ease-out before:absolute before:-inset-2 before:content-[''] hover:bg-hover">
        {initials(account.name)}
        <span className="sr-only"> Account: {account.name}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={`${MENU_CLASS} w-60`}>
          <div className="px-2 py-1.5">
            <p className="truncate font-medium text-ink">{account.name}</p>
            {account.detail && <p className="truncate text-ink-3 text-small">{account.detail}</p>}
          </div>
          <Heading>Theme</Heading>
          <DropdownMenu.RadioGroup value={theme} onValueChange={(next) => setTheme(next as Theme)}>
            {THEMES.map(({ value, label }) => (
              <Choice key={value} value={value} label={label} />
            ))}
          </DropdownMenu.RadioGroup>
          <Heading>Times in</Heading>
          <DropdownMenu.RadioGroup
            value={preferences.zone === "UTC" ? "utc" : "mine"}
            onValueChange={(next) => setPreferences({ zone: next === "utc" ? "UTC" : ownZone() })}
          >
            <Choice value="utc" label="UTC" />
            <Choice value="mine" label={`Mine, ${ownZone()}`} />
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1 border-line border-t" />
          {account.menu?.map(({ label, href, onSelect }) =>
            href ? (
              <DropdownMenu.Item key={label} asChild className={MENU_ITEM_CLASS}>
                <Link prefetch={false} href={href}>
                  {label}
                </Link>
              </DropdownMenu.Item>
            ) : (
              <DropdownMenu.Item key={label} className={MENU_ITEM_CLASS} onSelect={() => onSelect?.()}>
                {label}
              </DropdownMenu.Item>
            ),
          )}
          <DropdownMenu.Item className={MENU_ITEM_CLASS} onSelect={openShortcuts}>
            <span className="flex-1">Keyboard shortcuts</span>
            <kbd className="font-sans text-ink-3 text-small">?</kbd>
          </DropdownMenu.Item>
          {account.onSignOut && (
            <DropdownMenu.Item className={MENU_ITEM_CLASS} onSelect={() => void account.onSignOut?.()}>
              Sign out
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <DropdownMenu.Label className="mt-1 border-line border-t px-2 pt-2 pb-1 font-medium text-ink-3 text-micro">
      {children}
    </DropdownMenu.Label>
  );
}

function Choice({ value, label }: { value: string; label: string }) {
  return (
    <DropdownMenu.RadioItem
      value={value}
      onSelect={(event) => event.preventDefault()}
      className={MENU_ITEM_CLASS}
    >
      <span className="flex-1 truncate">{label}</span>
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden="true" className="size-4 text-accent-ink" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  );
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const last = words.length > 1 ? words.at(-1) : undefined;
  return `${words[0]?.[0] ?? ""}${last?.[0] ?? ""}`.toUpperCase();
}
