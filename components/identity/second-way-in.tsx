"use client";

import { useRouter } from "next/navigation";
import { LinkButton } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { TextLink } from "../ui/text-link.tsx";
import { AddPasskey, type AddPasskeyActions } from "./add-passkey.tsx";
import { type CreateRecoveryCodes, RecoveryCodes } from "./recovery-codes.tsx";

type Props = {
  readonly passkey: AddPasskeyActions;
  readonly createCodes: CreateRecoveryCodes;
  readonly passkeys: number;
  readonly recoveryCodes: number;
  readonly origin: string;
};

/** After enrolling: one lost device must not lock its person out. Can wait, but not past the first live key. */
export function SecondWayIn({ passkey, createCodes, passkeys, recoveryCodes, origin }: Props) {
  const router = useRouter();
  const ready = passkeys > 1 || recoveryCodes > 0;
  return (
    <div className="grid gap-4">
      <header className="grid gap-1">
        <h1 className="font-semibold text-ink text-title">Keep a second way in</h1>
        <p className="text-ink-2">
          {ready
            ? "Done: losing one device locks you out no more. More can be added in Settings."
            : "You have one passkey. If its device is lost, nobody can let you in. Add a second passkey, or keep recovery codes; one of them is needed before the first live key."}
        </p>
      </header>
      <Card title={passkeys > 1 ? `Passkeys · ${passkeys}` : "A second passkey"}>
        <AddPasskey
          key={passkeys}
          actions={passkey}
          suggestedName={passkeys > 1 ? "" : "Second passkey"}
          onAdded={() => router.refresh()}
        />
      </Card>
      <RecoveryCodes
        create={createCodes}
        unused={recoveryCodes}
        origin={origin}
        onStored={() => router.refresh()}
      />
      {ready ? (
        <LinkButton href="/setup" variant="primary" prefetch={false}>
          Continue to setup
        </LinkButton>
      ) : (
        <TextLink href="/setup" className="touch-line justify-self-start">
          Later: live keys wait for it
        </TextLink>
      )}
    </div>
  );
}
