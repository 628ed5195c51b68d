"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { usePreferences } from "../ui/preferences-provider.tsx";
import { useFrame } from "./frame-context.tsx";

const SEQUENCE_MS_MAX = 1_200;

/** The keys of every page, for the list under `?`, which adds where `g` leads. None of them acts without a preview. */
export const SHORTCUTS: readonly { keys: string; does: string }[] = [
  { keys: "⌘K", does: "Find or do anything" },
  { keys: "/", does: "Filter this list" },
  { keys: "j k", does: "Next and previous row" },
  { keys: "x", does: "Select the row" },
  { keys: "Enter", does: "Open the row" },
  { keys: "o", does: "Look at the row in a sheet" },
  { keys: "Esc", does: "Close one layer" },
  { keys: "s", does: "Suspend…" },
  { keys: "r", does: "Rotate…" },
  { keys: "c", does: "Copy the id" },
  { keys: "[ ]", does: "Previous and next page" },
  { keys: "?", does: "This list" },
];

/**
 * The keyboard, in one place.
 *
 * The page marks what can be reached: `data-go`, `data-filter-input`, `data-row-link`, `data-select`, `data-sheet`,
 * `data-shortcut`, `data-page`. Keys press what is there, so a key never does more than a click would.
 */
export function Shortcuts() {
  const router = useRouter();
  const { openPalette, openShortcuts } = useFrame();
  const { singleKeys } = usePreferences().preferences;

  useEffect(() => {
    let goUntilMs = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openPalette();
        return;
      }
      if (!singleKeys || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"][data-state="open"]:not([data-sheet-panel]), [role="menu"]'))
        return;
      const go = event.timeStamp < goUntilMs;
      goUntilMs = event.key === "g" ? event.timeStamp + SEQUENCE_MS_MAX : 0;
      if (event.key === "g") return;
      if (go ? press(`[data-go="${CSS.escape(event.key)}"]`) : handle(event.key)) event.preventDefault();
    };
    const handle = (key: string): boolean => {
      if (key === "?") {
        openShortcuts();
        return true;
      }
      if (key === "j") return moveRow(1);
      if (key === "k") return moveRow(-1);
      if (key === "/") return focus("[data-filter-input]");
      if (key === "[") return press('[data-page="previous"]');
      if (key === "]") return press('[data-page="next"]');
      if (key === "x") return press("[data-select]", currentRow());
      if (key === "o") return openSheet();
      if (/^[src]$/.test(key)) return press(`[data-shortcut="${key}"]`);
      return false;
    };
    const openSheet = (): boolean => {
      const href = currentRow()?.querySelector<HTMLElement>("[data-sheet]")?.dataset.sheet;
      if (!href) return false;
      router.push(href, { scroll: false });
      return true;
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [router, openPalette, openShortcuts, singleKeys]);

  return null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])"))
  );
}

function currentRow(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("[data-row]") ?? null;
}

function moveRow(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")].filter((row) =>
    row.checkVisibility(),
  );
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at === -1 ? rows.at(step === 1 ? 0 : -1) : rows[at + step];
  const target = next?.querySelector<HTMLElement>("[data-row-link]");
  target?.focus();
  return target !== null && target !== undefined;
}

function press(selector: string, within: ParentNode | null = document): boolean {
  const found = [...(within?.querySelectorAll<HTMLElement>(selector) ?? [])].find((element) =>
    element.checkVisibility(),
  );
  found?.click();
  return found !== undefined;
}

function focus(selector: string): boolean {
  const found = document.querySelector<HTMLInputElement>(selector);
  found?.focus();
  found?.select();
  return found !== null;
}
