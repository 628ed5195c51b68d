"use client";

import { createContext, type ReactNode, use } from "react";
import type { NavGroup } from "./nav-item.ts";
import type { LogState, Organization } from "./side-nav.tsx";

export type Account = {
  name: string;
  /** Under the name in the menu: address, role. */
  detail?: string;
  /** The console's own items: a link to security settings, the sign-out act. */
  menu?: readonly { label: string; href?: string; onSelect?: () => void }[];
  /** What signs the person out: a server action. Shown last. */
  onSignOut?: () => void | Promise<void>;
};

/** Something the palette can find. */
export type PaletteItem = {
  id: string;
  label: string;
  /** Right of the label: an organization, a kind. */
  hint?: string;
  /** The heading it is listed under: "Pages", "Keys". */
  group: string;
  href: string;
  /** More words it answers to: an id, an old name. */
  keywords?: string;
};

export type Frame = {
  organization: Organization;
  groups: readonly NavGroup[];
  log?: LogState;
  account: Account;
  /** test: every page says so. */
  environment?: "live" | "test";
  demo?: boolean;
  /** What the palette offers before anything is typed and while typing. */
  palette?: readonly PaletteItem[];
  /** Looks up ids, keys and organizations by what was typed (a server action). */
  findPalette?: (typed: string) => Promise<readonly PaletteItem[]>;
};

type Held = Frame & {
  openPalette: () => void;
  openShortcuts: () => void;
  drawerOpen: boolean;
  setDrawerOpen: (open: boolean) => void;
};

const FrameContext = createContext<Held | null>(null);

export function FrameProvider({ value, children }: { value: Held; children: ReactNode }) {
  return <FrameContext value={value}>{children}</FrameContext>;
}

export function useFrame(): Held {
  const held = use(FrameContext);
  if (!held) throw new Error("a page of the console stands outside its frame");
  return held;
}
