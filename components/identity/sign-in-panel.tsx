"use client";

import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { TextLink } from "../ui/text-link.tsx";
import type { IdentityActions } from "./identity-actions.ts";
import { signInWithPasskey } from "./sign-in-with-passkey.ts";

type Props = {
  readonly beginSignIn: IdentityActions["beginSignIn"];
  /** A path of this console. */
  readonly next: string;
  /** What happened before: "You are signed out." */
  readonly notice?: string | undefined;
};

export function SignInPanel({ beginSignIn, next, notice }: Props) {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  const signIn = async () => {
    setPending(true);
    setRefusal(null);
    const signedIn = await signInWithPasskey(beginSignIn);
    // A whole new page: nothing of whoever was here before is left in memory.
    if (signedIn.ok) return location.replace(next);
    setRefusal(signedIn.sentence);
    setPending(false);
  };

  return (
    <section className="grid gap-4 rounded-xl border border-line bg-surface p-6">
      <h1 className="font-semibold text-ink text-title">Sign in</h1>
      {notice && !refusal && (
        <p role="status" className="rounded-md bg-info-soft px-3 py-2 text-info-ink">
          {notice}
        </p>
      )}
      {refusal && (
        <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad-ink">
          {refusal}
        </p>
      )}
      <Button
        variant="primary"
        icon={<Fingerprint />}
        pending={pending}
        pendingLabel="Waiting for it…"
        onClick={() => void signIn()}
      >
        Sign in with a passkey
      </Button>
      <TextLink href="/sign-in/recovery-code" className="touch-line justify-self-start text-small">
        Lost your passkey? Use a recovery code
      </TextLink>
    </section>
  );
}
