"use client";

import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as RadixDialog } from "radix-ui";
import { type ReactNode, useEffect } from "react";
import { Button } from "./button.tsx";
import { useReturnFocus } from "./use-return-focus.ts";

type Props = {
  title: string;
  /** Under the title: badge, id, time. */
  meta?: ReactNode;
  children: ReactNode;
  /** The list without the sheet; Esc and Close lead there. */
  closeHref: string;
  /** The rows above and below; ↑ and ↓ walk them. null at an end. */
  previousHref?: string | null;
  nextHref?: string | null;
  /** At the foot: links only. A sheet never holds a form that changes access. */
  actions?: ReactNode;
};

/** A row looked at without leaving the list. It is open because the URL says so. */
export function Sheet(props: Props) {
  const { title, meta, children, closeHref, previousHref = null, nextHref = null, actions } = props;
  const router = useRouter();
  const { remember, giveBack } = useReturnFocus();
  const close = () => router.push(closeHref, { scroll: false });

  const walkTo = (href: string) => router.replace(href, { scroll: false });

  useEffect(() => {
    const walk = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (
        event.target instanceof HTMLElement &&
        event.target.matches("input, textarea, select, [tabindex='0']")
      )
        return;
      const href = event.key === "ArrowUp" ? previousHref : event.key === "ArrowDown" ? nextHref : null;
      if (!href) return;
      event.preventDefault();
      router.replace(href, { scroll: false });
    };
    document.addEventListener("keydown", walk);
    return () => document.removeEventListener("keydown", walk);
  }, [router, previousHref, nextHref]);

  return (
    // Not modal: the list stays in use beside it, and choosing another row there changes what it shows.
    <RadixDialog.Root open modal={false} onOpenChange={(open) => !open && close()}>
      <RadixDialog.Content
        aria-describedby={undefined}
        data-sheet-panel=""
        onInteractOutside={(event) => event.preventDefault()}
        onCloseAutoFocus={giveBack}
        onOpenAutoFocus={(event) => {
          remember();
          event.preventDefault();
          if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
        }}
        className="slide-in fixed top-0 right-0 bottom-0 z-30 flex w-[min(30rem,100vw)] flex-col bg-raised text-ink shadow-modal outline-none"
      >
        <header className="flex items-start gap-3 border-line border-b px-5 py-3">
          <div className="min-w-0 flex-1">
            <RadixDialog.Title className="break-words font-semibold text-lead">{title}</RadixDialog.Title>
            {meta && (
              <div className="mt-0.5 flex flex-wrap items-center gap-2 text-ink-3 text-small">{meta}</div>
            )}
          </div>
          <Walk onWalk={walkTo} href={previousHref} label="Previous row" icon={<ChevronUp />} />
          <Walk onWalk={walkTo} href={nextHref} label="Next row" icon={<ChevronDown />} />
          <Button variant="ghost" iconOnly small icon={<X />} onClick={close}>
            Close
          </Button>
        </header>
        <div className="grid min-h-0 flex-1 content-start gap-4 overflow-y-auto px-5 py-4">{children}</div>
        {actions && (
          <footer className="flex flex-wrap gap-2 border-line border-t px-5 py-3">{actions}</footer>
        )}
      </RadixDialog.Content>
    </RadixDialog.Root>
  );
}

type WalkProps = { href: string | null; label: string; icon: ReactNode; onWalk: (href: string) => void };

function Walk({ href, label, icon, onWalk }: WalkProps) {
  return (
    <Button
      variant="ghost"
      iconOnly
      small
      icon={icon}
      disabled={href === null}
      onClick={() => href && onWalk(href)}
    >
      {label}
    </Button>
  );
}
