import type { Metadata } from "next";
import { PlainFrame } from "#components/frame/plain-frame.tsx";
import { EnrolmentGate } from "#components/identity/enrolment-gate.tsx";
import { relyingParty } from "#lib/web/relying-party.ts";
import { beginEnrolmentAction, findEnrolmentAction } from "./actions.ts";

export const metadata: Metadata = { title: "Welcome" };

export default function WelcomePage() {
  return (
    <PlainFrame>
      <EnrolmentGate
        origin={relyingParty().origin}
        actions={{ find: findEnrolmentAction, begin: beginEnrolmentAction }}
      />
    </PlainFrame>
  );
}
