import type { PaletteItem } from "#components/frame/frame-context.tsx";

/** Acts of the palette: each leads to the page whose form does it, none acts by itself. */
export const paletteActs: readonly PaletteItem[] = [
  { id: "issue-key", label: "Issue key", group: "Do", href: "/keys/issue", keywords: "new create add" },
  {
    id: "new-organization",
    label: "New organization",
    group: "Do",
    href: "/organizations/new",
    keywords: "create add client",
  },
  {
    id: "add-passkey",
    label: "Add a passkey",
    group: "Do",
    href: "/settings",
    keywords: "security key factor recovery codes",
  },
  { id: "denied", label: "Denied requests", group: "Do", href: "/traffic", keywords: "refused why errors" },
];
