"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import type { IdentityActions } from "./identity-actions.ts";
import { IdentityContextProvider } from "./identity-context.ts";
import { type ExtendSession, IdleWarning } from "./idle-warning.tsx";
import { LockScreen } from "./lock-screen.tsx";
import { StepUpDialog } from "./step-up-dialog.tsx";

const SESSION_END_PATH = "/settings/session-end";

type Props = {
  readonly email: string;
  readonly actions: IdentityActions;
  /** Given where pages stay open: warns before the sign-in ends, and locks in place when it has. */
  readonly extend?: ExtendSession;
  readonly children: ReactNode;
};

/** Around every page of a signed-in person: asks for the passkey when an act needs it, and locks when it must. */
export function IdentityProvider({ email, actions, extend, children }: Props) {
  const [queries] = useState(() => new QueryClient());
  const confirmation = useQuestion<boolean>();
  const locking = useQuestion<void>();
  const [acts, setActs] = useState(0);
  const acted = useCallback(() => setActs((before) => before + 1), []);
  const identity = useMemo(
    () => ({ confirm: confirmation.ask, unlock: locking.ask, acted }),
    [confirmation.ask, locking.ask, acted],
  );
  return (
    <QueryClientProvider client={queries}>
      <IdentityContextProvider value={identity}>
        {children}
        {extend && (
          <IdleWarning endPath={SESSION_END_PATH} extend={extend} onEnded={locking.ask} acts={acts} />
        )}
        {confirmation.asked && (
          <StepUpDialog actions={actions} onEnded={locking.ask} onDone={confirmation.answer} />
        )}
        {locking.asked && <LockScreen email={email} actions={actions} onOpened={locking.answer} />}
      </IdentityContextProvider>
    </QueryClientProvider>
  );
}

/** Something that one dialog answers to all who ask while it is open. */
function useQuestion<T>() {
  const [asked, setAsked] = useState(false);
  const open = useRef<PromiseWithResolvers<T> | null>(null);
  const ask = useCallback((): Promise<T> => {
    open.current ??= Promise.withResolvers<T>();
    setAsked(true);
    return open.current.promise;
  }, []);
  const answer = useCallback((value: T) => {
    setAsked(false);
    open.current?.resolve(value);
    open.current = null;
  }, []);
  return { asked, ask, answer };
}
