"use client";

import { X } from "lucide-react";
import { Toast as RadixToast } from "radix-ui";
import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { Button } from "./button.tsx";

const SHOWN_MS = 8_000;
const SHOWN_MAX = 3;

export type ToastMessage = {
  /** What was done: "View saved." */
  text: string;
  /** The way back. */
  undo?: () => void;
};

type Held = ToastMessage & { id: number };

const ToastContext = createContext<(message: ToastMessage) => void>(() => undefined);
const never = () => () => undefined;

/** Holds the toasts. Only small, reversible acts end in one; anything dangerous ends on a `Receipt` in the page. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [held, setHeld] = useState<readonly Held[]>([]);
  // The viewport writes a style attribute, which a server answer may not carry under our policy.
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const show = useCallback((message: ToastMessage) => {
    setHeld((before) => [...before, { ...message, id: (before.at(-1)?.id ?? 0) + 1 }].slice(-SHOWN_MAX));
  }, []);
  const drop = useCallback(
    (id: number) => setHeld((before) => before.filter((toast) => toast.id !== id)),
    [],
  );
  const provided = useMemo(() => show, [show]);

  return (
    <ToastContext value={provided}>
      {children}
      {inBrowser && (
        <RadixToast.Provider duration={SHOWN_MS} swipeDirection="right" label="Notice">
          {held.map((toast) => (
            <RadixToast.Root
              key={toast.id}
              type="background"
              onOpenChange={(open) => !open && drop(toast.id)}
              className="rise flex items-center gap-3 rounded-lg bg-raised py-2 pr-2 pl-4 text-ink shadow-pop"
            >
              <RadixToast.Description className="flex-1">{toast.text}</RadixToast.Description>
              {toast.undo && (
                <RadixToast.Action asChild altText="Undo">
                  <Button variant="link" small onClick={toast.undo}>
                    Undo
                  </Button>
                </RadixToast.Action>
              )}
              <RadixToast.Close asChild>
                <Button variant="ghost" iconOnly small icon={<X />}>
                  Dismiss
                </Button>
              </RadixToast.Close>
            </RadixToast.Root>
          ))}
          <RadixToast.Viewport className="fixed right-4 bottom-4 z-50 grid w-[min(22rem,calc(100vw-2rem))] gap-2 outline-none" />
        </RadixToast.Provider>
      )}
    </ToastContext>
  );
}

export function useToast(): (message: ToastMessage) => void {
  return use(ToastContext);
}
