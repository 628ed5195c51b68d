"use client";

import { Menu as MenuIcon, Search } from "lucide-react";
import { Breadcrumb, type Crumb } from "../ui/breadcrumb.tsx";
import { Button } from "../ui/button.tsx";
import { Tag } from "../ui/status-badge.tsx";
import { ClockFace } from "../ui/time.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { useFrame } from "./frame-context.tsx";

/** Where one is, the palette, which world this is, the time, and who one is. */
export function TopBar({ crumbs }: { crumbs: readonly Crumb[] }) {
  const { account, demo, environment, openPalette, setDrawerOpen } = useFrame();
  return (
    <header className="sticky top-0 z-10 flex h-12 shrink-0 items-center gap-3 border-line border-b bg-surface px-4 lg:px-6">
      <Button
        variant="ghost"
        iconOnly
        icon={<MenuIcon />}
        className="-ml-2 lg:hidden"
        onClick={() => setDrawerOpen(true)}
      >
        Open navigation
      </Button>
      <Breadcrumb crumbs={crumbs} />
      <div className="ml-auto flex shrink-0 items-center gap-2 lg:gap-2.5">
        <button
          type="button"
          onClick={openPalette}
          aria-keyshortcuts="Meta+K Control+K"
          aria-haspopup="dialog"
          className="flex h-8 items-center gap-2.5 rounded-md text-ink-3 transition-colors duration-100 ease-out hover:text-ink max-lg:size-8 max-lg:justify-center lg:w-60 lg:border lg:border-line lg:bg-sunken lg:px-2.5 pointer-coarse:size-11"
        >
          <Search aria-hidden="true" className="size-4 shrink-0" />
          <span className="max-lg:sr-only">Find or do anything</span>
          <span aria-hidden="true" className="ml-auto text-small max-lg:hidden">
            ⌘K
          </span>
        </button>
        {environment === "test" && (
          <Tag tone="info" tall>
            Test
          </Tag>
        )}
        {demo && (
          <span className="max-md:hidden">
            <Tag tone="warn" tall>
              Demo data
            </Tag>
          </span>
        )}
        <span className="text-ink-3 text-small max-md:hidden">
          <ClockFace />
        </span>
        <AccountMenu account={account} />
      </div>
    </header>
  );
}
