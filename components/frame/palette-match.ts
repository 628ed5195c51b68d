import type { PaletteItem } from "./frame-context.tsx";

const FOUND_MAX = 40;

/**
 * The items that contain every typed word, in label, hint or keywords; those whose label begins with what was typed
 * come first, otherwise in the given order.
 */
export function matchPalette(items: readonly PaletteItem[], typed: string): PaletteItem[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = items.filter((item) => {
    const text = `${item.label} ${item.hint ?? ""} ${item.keywords ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const first = words[0];
  if (first) found.sort((a, b) => rank(a, first) - rank(b, first));
  return found.slice(0, FOUND_MAX);
}

function rank(item: PaletteItem, word: string): number {
  return item.label.toLowerCase().startsWith(word) ? 0 : 1;
}
