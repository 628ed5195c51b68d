import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PlainFrame } from "#components/frame/plain-frame.tsx";
import { SignInPanel } from "#components/identity/sign-in-panel.tsx";
import { currentActor } from "#lib/web/current-actor.ts";
import { safePath } from "#lib/web/safe-path.ts";
import { beginSignInAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sign in" };

const NOTICES: Readonly<Record<string, string>> = {
  "signed-out": "You are signed out.",
  everywhere: "You are signed out everywhere. Every open page of yours is locked from its next request on.",
  recovered: "Your new passkey is ready. Sign in with it.",
};

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: Props) {
  const { next, state } = await searchParams;
  const actor = await currentActor();
  if (actor?.factor === "passkey") redirect(safePath(next));
  return (
    <PlainFrame>
      <SignInPanel
        beginSignIn={beginSignInAction}
        next={safePath(next)}
        notice={typeof state === "string" ? NOTICES[state] : undefined}
      />
    </PlainFrame>
  );
}
