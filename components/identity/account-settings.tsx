"use client";

import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";
import type { AccountDto } from "#lib/identity/contract.ts";
import type { AddPasskeyActions } from "./add-passkey.tsx";
import { PasskeyList } from "./passkey-list.tsx";
import { type CreateRecoveryCodes, RecoveryCodes } from "./recovery-codes.tsx";
import { SessionList } from "./session-list.tsx";

type Props = {
  readonly account: AccountDto;
  readonly origin: string;
  readonly actions: {
    readonly add: AddPasskeyActions;
    readonly remove: ComponentProps<typeof PasskeyList>["remove"];
    readonly createCodes: CreateRecoveryCodes;
    readonly end: ComponentProps<typeof SessionList>["end"];
    readonly endAll: ComponentProps<typeof SessionList>["endAll"];
  };
};

/** How a person gets in, how they get back in, and where they are in. */
export function AccountSettings({ account, origin, actions }: Props) {
  const router = useRouter();
  const refresh = () => router.refresh();
  return (
    <>
      {!account.ready && (
        <p className="rounded-lg border border-line bg-warn-soft px-4 py-3 text-warn-ink">
          You have one passkey and no recovery codes. If its device is lost, nobody can let you in; the first
          live key waits until a second way in exists.
        </p>
      )}
      <PasskeyList
        passkeys={account.passkeys}
        add={actions.add}
        remove={actions.remove}
        onChanged={refresh}
      />
      <RecoveryCodes
        create={actions.createCodes}
        unused={account.recoveryCodes}
        origin={origin}
        onStored={refresh}
      />
      <SessionList sessions={account.sessions} end={actions.end} endAll={actions.endAll} />
    </>
  );
}
