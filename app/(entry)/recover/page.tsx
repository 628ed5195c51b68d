import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PlainFrame } from "#components/frame/plain-frame.tsx";
import { IdentityProvider } from "#components/identity/identity-provider.tsx";
import { RecoverPanel } from "#components/identity/recover-panel.tsx";
import { currentActor } from "#lib/web/current-actor.ts";
import { beginStepUpAction, completeStepUpAction } from "../../(console)/settings/actions.ts";
import { beginSignInAction, sessionEndingAction } from "../sign-in/actions.ts";
import { addRecoveryPasskeyAction, beginRecoveryPasskeyAction } from "./actions.ts";

export const metadata: Metadata = { title: "Make a new passkey" };

export default async function RecoverPage() {
  const actor = await currentActor();
  if (actor === null) redirect("/sign-in");
  if (actor.factor !== "recovery_code") redirect("/settings");
  return (
    <PlainFrame>
      <IdentityProvider
        email={actor.email}
        actions={{
          beginSignIn: beginSignInAction,
          sessionEnding: sessionEndingAction,
          beginStepUp: beginStepUpAction,
          completeStepUp: completeStepUpAction,
        }}
      >
        <RecoverPanel
          name={actor.name}
          actions={{ begin: beginRecoveryPasskeyAction, add: addRecoveryPasskeyAction }}
        />
      </IdentityProvider>
    </PlainFrame>
  );
}
