"use client";

import { LockKeyhole } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Button } from "../ui/button.tsx";
import { Wordmark } from "../ui/mark.tsx";
import { ENDING_WORDS } from "./ending-words.ts";
import type { IdentityActions } from "./identity-actions.ts";
import { signedInAs } from "./sign-in-request.ts";
import { signInWithPasskey } from "./sign-in-with-passkey.ts";

type Props = {
  /** Whose page it is: somebody else gets it anew, without what was typed. */
  readonly email: string;
  readonly actions: Pick<IdentityActions, "beginSignIn" | "sessionEnding">;
  readonly onOpened: () => void;
};

/** Kept from layers below, which would take a press here for one outside of them and close. */
const KEPT_EVENTS = ["pointerdown", "mousedown", "focusin", "keydown"] as const;

/**
 * Stands over the whole page once its sign-in has ended. The page below is hidden and out of reach, with its address
 * and everything typed as it was; a passkey of the same person gives it back.
 */
export function LockScreen({ email, actions, onOpened }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [why, setWhy] = useState("Your sign-in has ended.");
  const { beginSignIn, sessionEnding } = actions;

  useEffect(() => {
    const own = dialog.current;
    if (own === null) return;
    const keep = (event: Event) => event.stopPropagation();
    for (const name of KEPT_EVENTS) own.addEventListener(name, keep);
    const restore = hideAllBut(own);
    own.showModal();
    return () => {
      for (const name of KEPT_EVENTS) own.removeEventListener(name, keep);
      restore();
    };
  }, []);

  useEffect(() => {
    void sessionEnding({})
      .then((found) => found.ok && found.value !== null && setWhy(ENDING_WORDS[found.value]))
      .catch(() => undefined);
  }, [sessionEnding]);

  const open = async () => {
    setPending(true);
    setRefusal(null);
    const opened = await signInWithPasskey(beginSignIn);
    if (!opened.ok) setRefusal(opened.sentence);
    else if ((await signedInAs().catch(() => null)) === email) return onOpened();
    else location.reload();
    setPending(false);
  };

  return createPortal(
    <dialog
      ref={dialog}
      aria-labelledby="lock-title"
      aria-describedby="lock-why"
      onCancel={(event) => event.preventDefault()}
      className="pointer-events-auto m-0 h-dvh max-h-none w-dvw max-w-none place-items-center bg-canvas p-4 text-ink open:grid"
    >
      <div className="grid w-full max-w-[26rem] gap-6">
        <Wordmark />
        <section className="grid gap-3 rounded-xl border border-line bg-surface p-6">
          <h1 id="lock-title" className="flex items-center gap-2 font-semibold text-title">
            <LockKeyhole aria-hidden="true" className="size-5 text-ink-3" />
            Locked
          </h1>
          <div id="lock-why" className="grid gap-1 text-ink-2">
            <p>{why}</p>
            <p>This page and what you typed are kept; your passkey opens them again.</p>
          </div>
          {refusal && (
            <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad-ink">
              {refusal}
            </p>
          )}
          <Button
            variant="primary"
            pending={pending}
            pendingLabel="Waiting for the passkey…"
            onClick={() => void open()}
          >
            Unlock with passkey
          </Button>
          <a
            href="/sign-in"
            className="touch-line justify-self-start text-accent-ink text-small underline-offset-2 hover:underline"
          >
            Leave this page and sign in anew
          </a>
        </section>
      </div>
    </dialog>,
    document.body,
  );
}

/** Through the style object, which a policy without inline styles allows. */
function hideAllBut(own: Element): () => void {
  const others = [...document.body.children].filter(
    (child): child is HTMLElement => child instanceof HTMLElement && child !== own,
  );
  const before = others.map((child) => child.style.visibility);
  for (const child of others) child.style.visibility = "hidden";
  return () => {
    others.forEach((child, i) => {
      child.style.visibility = before[i] ?? "";
    });
  };
}
