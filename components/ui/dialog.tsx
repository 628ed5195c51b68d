"use client";

import { X } from "lucide-react";
import { Dialog as RadixDialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { useReturnFocus } from "./use-return-focus.ts";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The decision, as a question or a verb with its object. */
  title: string;
  /** Under the title, tied to the dialog as its description. */
  description?: ReactNode;
  children: ReactNode;
  /** Cancel left of the verb. */
  actions: ReactNode;
  /** The id of what takes the focus first; else the first thing that can. */
  focusId?: string;
  /** While something runs that must not be lost from sight. */
  locked?: boolean;
};

/** One decision, 480 px. More than five fields is a page. */
export function Dialog(props: Props) {
  const { open, onOpenChange, title, description, children, actions, focusId, locked = false } = props;
  const { remember, giveBack } = useReturnFocus();
  const keepOpen = (event: Event) => locked && event.preventDefault();
  return (
    <RadixDialog.Root open={open} onOpenChange={(next) => !locked && onOpenChange(next)}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fade-in fixed inset-0 z-40 bg-[light-dark(oklch(.2_.02_262/.4),oklch(0_0_0/.6))]" />
        <RadixDialog.Content
          onEscapeKeyDown={keepOpen}
          onPointerDownOutside={keepOpen}
          onCloseAutoFocus={giveBack}
          onOpenAutoFocus={(event) => {
            remember();
            const first = focusId && document.getElementById(focusId);
            if (!first) return;
            event.preventDefault();
            first.focus();
          }}
          {...(!description && { "aria-describedby": undefined })}
          className="rise -translate-x-1/2 fixed top-[max(1rem,12vh)] left-1/2 z-40 flex max-h-[calc(100dvh-2rem)] w-[min(30rem,calc(100vw-2rem))] flex-col rounded-xl bg-raised text-ink shadow-modal"
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4">
            <div className="min-w-0">
              <RadixDialog.Title className="break-words font-semibold text-lead text-ink">
                {title}
              </RadixDialog.Title>
              {description && (
                <RadixDialog.Description asChild>
                  <div className="mt-1 text-body text-ink-2">{description}</div>
                </RadixDialog.Description>
              )}
            </div>
            <RadixDialog.Close asChild disabled={locked}>
              <Button
                variant="ghost"
                iconOnly
                small
                icon={<X />}
                className="-my-1 -mr-2 pointer-coarse:-my-2.5"
              >
                Close
              </Button>
            </RadixDialog.Close>
          </header>
          <div className="grid min-h-0 gap-4 overflow-y-auto px-5 py-4">{children}</div>
          <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-3 max-md:[&>*]:flex-1">
            {actions}
          </footer>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
