import type { Metadata } from "next";
import { PlainFrame } from "#components/frame/plain-frame.tsx";
import { IdentityProvider } from "#components/identity/identity-provider.tsx";
import { SecondWayIn } from "#components/identity/second-way-in.tsx";
import { relyingParty } from "#lib/web/relying-party.ts";
import { requireActor } from "#lib/web/require-actor.ts";
import {
  addPasskeyAction,
  beginAddPasskeyAction,
  beginStepUpAction,
  completeStepUpAction,
  createRecoveryCodesAction,
} from "../../../(console)/settings/actions.ts";
import { accountQuery } from "../../../(console)/settings/queries.ts";
import { beginSignInAction, sessionEndingAction } from "../../sign-in/actions.ts";

export const metadata: Metadata = { title: "Keep a second way in" };

export default async function SecondPasskeyPage() {
  const actor = await requireActor();
  const account = await accountQuery({});
  if (!account.ok) throw new Error(`account: ${account.code}`);
  const { passkeys, recoveryCodes } = account.value;
  return (
    <PlainFrame wide>
      <IdentityProvider
        email={actor.email}
        actions={{
          beginSignIn: beginSignInAction,
          sessionEnding: sessionEndingAction,
          beginStepUp: beginStepUpAction,
          completeStepUp: completeStepUpAction,
        }}
      >
        <SecondWayIn
          passkey={{ begin: beginAddPasskeyAction, add: addPasskeyAction }}
          createCodes={createRecoveryCodesAction}
          passkeys={passkeys.length}
          recoveryCodes={recoveryCodes}
          origin={relyingParty().origin}
        />
      </IdentityProvider>
    </PlainFrame>
  );
}
