"use client";

import { Dialog as RadixDialog, Tooltip as RadixTooltip } from "radix-ui";
import { type ReactNode, useMemo, useState } from "react";
import { ToastProvider } from "../ui/toast.tsx";
import { useReturnFocus } from "../ui/use-return-focus.ts";
import { DrawerCloser } from "./drawer-closer.tsx";
import { type Frame, FrameProvider } from "./frame-context.tsx";
import { Palette } from "./palette.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { SideNav } from "./side-nav.tsx";

type Props = {
  frame: Frame;
  /** An `IncidentBar` while something is frozen, stale or broken. */
  incident?: ReactNode;
  children: ReactNode;
};

/** Around every page of the console: navigation, palette, shortcuts, toasts. Each page brings its own `Page`. */
export function ConsoleFrame({ frame, incident, children }: Props) {
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [shortcutsOpen, setShortcutsOpen] = useState(false);
  const { remember, giveBack } = useReturnFocus();
  const held = useMemo(
    () => ({
      ...frame,
      openPalette: () => setPaletteOpen(true),
      openShortcuts: () => setShortcutsOpen(true),
      drawerOpen,
      setDrawerOpen,
    }),
    [frame, drawerOpen],
  );
  const nav = {
    organization: frame.organization,
    groups: frame.groups,
    ...(frame.log && { log: frame.log }),
  };

  return (
    <FrameProvider value={held}>
      <RadixTooltip.Provider>
        <ToastProvider>
          <a
            href="#content"
            className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-raised px-3 py-2 text-accent-ink shadow-pop focus:translate-y-0"
          >
            Skip to content
          </a>
          {/* An own stacking order for the column of the navigation and the page beside it. */}
          <div className="min-h-dvh lg:grid lg:grid-cols-[3.5rem_minmax(0,1fr)] xl:grid-cols-[14rem_minmax(0,1fr)]">
            <div className="sticky top-0 h-dvh border-line border-r max-lg:hidden">
              <SideNav {...nav} look="rail" />
            </div>
            <div className="flex min-w-0 flex-col">
              {incident}
              {children}
            </div>
          </div>
          <RadixDialog.Root open={drawerOpen} onOpenChange={setDrawerOpen}>
            <RadixDialog.Portal>
              <RadixDialog.Overlay className="fade-in fixed inset-0 z-40 bg-[light-dark(oklch(.2_.02_262/.4),oklch(0_0_0/.6))] lg:hidden" />
              <RadixDialog.Content
                onOpenAutoFocus={remember}
                onCloseAutoFocus={giveBack}
                aria-describedby={undefined}
                className="fade-in fixed inset-y-0 left-0 z-40 w-64 bg-sunken shadow-modal lg:hidden"
              >
                <RadixDialog.Title className="sr-only">Navigation</RadixDialog.Title>
                <SideNav {...nav} look="full" />
              </RadixDialog.Content>
            </RadixDialog.Portal>
          </RadixDialog.Root>
          <DrawerCloser />
          <Palette open={paletteOpen} onOpenChange={setPaletteOpen} />
          <ShortcutsDialog open={shortcutsOpen} onOpenChange={setShortcutsOpen} />
          <Shortcuts />
        </ToastProvider>
      </RadixTooltip.Provider>
    </FrameProvider>
  );
}
