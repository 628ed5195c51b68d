"use client";

import { type ReactNode, useMemo, useState } from "react";
import type { Result } from "#lib/kernel/result.ts";
import type { GateError } from "#lib/web/contract.ts";
import { ConsoleFrame } from "../frame/console-frame.tsx";
import type { Frame, PaletteItem } from "../frame/frame-context.tsx";
import { IncidentBar } from "../frame/incident-bar.tsx";
import type { IdentityActions } from "./identity-actions.ts";
import { IdentityProvider } from "./identity-provider.tsx";
import type { ExtendSession } from "./idle-warning.tsx";

type Props = {
  readonly frame: Frame;
  readonly email: string;
  readonly actions: IdentityActions & {
    readonly signOut: (
      input: Record<never, never>,
    ) => Promise<Result<unknown, "session_unknown" | GateError>>;
    readonly extend: ExtendSession;
    readonly findPalette: (input: { typed: string }) => Promise<Result<readonly PaletteItem[], GateError>>;
  };
  readonly children: ReactNode;
};

/** The frame of the console for a signed-in person, with the way out of it. */
export function ConsoleShell({ frame, email, actions, children }: Props) {
  const [failed, setFailed] = useState(false);
  const { signOut, extend, findPalette } = actions;
  const held = useMemo(
    () => ({
      ...frame,
      findPalette: async (typed: string) => {
        const found = await findPalette({ typed });
        return found.ok ? found.value : [];
      },
      account: {
        ...frame.account,
        onSignOut: async () => {
          const left = await signOut({}).catch(() => null);
          // A whole new page: nothing of this person stays in memory.
          if (left?.ok || left?.code === "unauthenticated" || left?.code === "session_unknown")
            location.assign("/sign-in?state=signed-out");
          else setFailed(true);
        },
      },
    }),
    [frame, signOut, findPalette],
  );
  return (
    <IdentityProvider email={email} actions={actions} extend={extend}>
      <ConsoleFrame
        frame={held}
        {...(failed && {
          incident: (
            <IncidentBar
              tone="bad"
              title="You are still signed in."
              detail="Keywarden did not answer. Sign out again, or close the browser."
            />
          ),
        })}
      >
        {children}
      </ConsoleFrame>
    </IdentityProvider>
  );
}
