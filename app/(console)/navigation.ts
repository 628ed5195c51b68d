import type { NavGroup } from "#components/frame/nav-item.ts";

/** The console's pages, in the order of their use. Only what exists. */
export const venueNavigation: readonly NavGroup[] = [
  {
    items: [
      { href: "/", label: "Overview", icon: "overview", goKey: "o" },
      { href: "/setup", label: "Setup", icon: "setup" },
    ],
  },
  {
    heading: "Access",
    items: [
      { href: "/keys", label: "Keys", icon: "keys", goKey: "k" },
      { href: "/organizations", label: "Organizations", icon: "organizations" },
      { href: "/connect", label: "Connect", icon: "connect" },
    ],
  },
  {
    heading: "Gate",
    items: [
      { href: "/traffic", label: "Traffic", icon: "traffic", goKey: "r" },
      { href: "/upstreams", label: "Upstreams", icon: "upstreams" },
    ],
  },
  { heading: "Evidence", items: [{ href: "/audit", label: "Audit", icon: "audit", goKey: "u" }] },
  {
    heading: "System",
    items: [
      { href: "/health", label: "Health", icon: "health" },
      { href: "/settings", label: "Settings", icon: "settings" },
    ],
  },
];

/** Setup leaves the navigation once its facts are all there. */
export function withoutSetup(groups: readonly NavGroup[]): readonly NavGroup[] {
  return groups.map((group) => ({ ...group, items: group.items.filter(({ href }) => href !== "/setup") }));
}
