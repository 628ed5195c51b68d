"use client";

import { AddPasskey, type AddPasskeyActions } from "./add-passkey.tsx";

/** All that a sign-in by recovery code can do. */
export function RecoverPanel({
  actions,
  name,
}: {
  readonly actions: AddPasskeyActions;
  readonly name: string;
}) {
  return (
    <section className="grid gap-4 rounded-xl border border-line bg-surface p-6">
      <header className="grid gap-1">
        <h1 className="font-semibold text-ink text-title">Make a new passkey</h1>
        <p className="text-ink-2">
          You came in with a recovery code, {name}. It lets you add a passkey within 15 minutes; then sign in
          with it, and remove the lost one in Settings.
        </p>
      </header>
      <AddPasskey
        actions={actions}
        suggestedName="New passkey"
        primary
        onAdded={() => location.replace("/sign-in?state=recovered")}
      />
    </section>
  );
}
