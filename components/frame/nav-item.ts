/** The drawings a navigation item can have. */
export type NavIcon =
  | "overview"
  | "approvals"
  | "alerts"
  | "keys"
  | "organizations"
  | "apps"
  | "people"
  | "connect"
  | "requests"
  | "usage"
  | "traffic"
  | "limits"
  | "upstreams"
  | "audit"
  | "point-in-time"
  | "reviews"
  | "transparency"
  | "health"
  | "encryption"
  | "settings"
  | "setup";

export type NavItem = {
  href: string;
  label: string;
  icon: NavIcon;
  /** Only its own page is it, not those below. */
  exact?: boolean;
  /** How many wait for a person to act; left out where nobody must. */
  counter?: { count: number; urgent: boolean };
  /** The key after `g`. */
  goKey?: "o" | "k" | "a" | "r" | "u" | "l";
};

/** Items under one heading; the first group has none. */
export type NavGroup = { heading?: string; items: readonly NavItem[] };

/** Whether the page at `path` belongs to the item: its own page or one below it. */
export function isCurrent(item: Pick<NavItem, "href" | "exact">, path: string): boolean {
  return item.exact || item.href === "/"
    ? path === item.href
    : path === item.href || path.startsWith(`${item.href}/`);
}
