import type { ReactNode } from "react";
import type { Frame } from "#components/frame/frame-context.tsx";
import { ConsoleShell } from "#components/identity/console-shell.tsx";
import { formatCount } from "#components/ui/format.ts";
import { expectActor } from "#lib/web/require-actor.ts";
import { beginSignInAction, sessionEndingAction } from "../(entry)/sign-in/actions.ts";
import { frameQuery } from "./frame-query.ts";
import { venueNavigation, withoutSetup } from "./navigation.ts";
import { paletteActs } from "./palette.ts";
import { findPaletteAction } from "./palette-actions.ts";
import {
  beginStepUpAction,
  completeStepUpAction,
  extendSessionAction,
  signOutAction,
} from "./settings/actions.ts";

/** What the venue is called until somebody names it. */
const UNNAMED = "Venue";

/** Each page checks for itself who is there: a layout is drawn once and guards nothing after. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const actor = await expectActor();
  const known = await frameQuery({});
  const venueName = known.ok ? known.value.venueName : UNNAMED;
  const caption = venueName === UNNAMED ? "Not named yet" : "Venue";
  const frame: Frame = {
    organization: {
      name: venueName,
      caption: known.ok ? caption : "Its name did not load",
    },
    groups: known.ok && !known.value.setUp ? venueNavigation : withoutSetup(venueNavigation),
    palette: paletteActs,
    demo: known.ok && known.value.demo,
    account: {
      name: actor.name,
      detail: `${actor.email} · ${actor.role}`,
      menu: [{ label: "Your passkeys and sign-ins", href: "/settings" }],
    },
    log: {
      title: "Audit log",
      detail: known.ok ? formatCount(known.value.auditEvents, "event") : "Its state did not load",
      href: "/audit",
    },
  };
  return (
    <ConsoleShell
      frame={frame}
      email={actor.email}
      actions={{
        beginSignIn: beginSignInAction,
        sessionEnding: sessionEndingAction,
        beginStepUp: beginStepUpAction,
        completeStepUp: completeStepUpAction,
        extend: extendSessionAction,
        signOut: signOutAction,
        findPalette: findPaletteAction,
      }}
    >
      {children}
    </ConsoleShell>
  );
}
