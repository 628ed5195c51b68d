"use client";

import { useState } from "react";
import type { AuthenticatorDto, FactorError, RemovedAuthenticator } from "#lib/identity/contract.ts";
import type { Result } from "#lib/kernel/result.ts";
import type { GateError } from "#lib/web/contract.ts";
import { Button } from "../ui/button.tsx";
import { Card, CardPart } from "../ui/card.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Receipt } from "../ui/receipt.tsx";
import { Tag } from "../ui/status-badge.tsx";
import { Time } from "../ui/time.tsx";
import { AddPasskey, type AddPasskeyActions } from "./add-passkey.tsx";
import { gateErrorText, isGateError } from "./gate-error-text.ts";
import { useAction } from "./use-action.ts";

type RemoveError = Extract<FactorError, "passkey_unknown" | "last_passkey"> | GateError;

type Props = {
  readonly passkeys: readonly AuthenticatorDto[];
  readonly add: AddPasskeyActions;
  readonly remove: (input: { authenticatorId: string }) => Promise<Result<RemovedAuthenticator, RemoveError>>;
  /** Draws the page anew. */
  readonly onChanged: () => void;
};

const WORDS: Readonly<Record<string, string>> = {
  passkey_unknown: "This passkey was removed already.",
  last_passkey: "This is your last passkey. Add another one first.",
};

/** The person's passkeys: which, since when, last used; one more, one less, never none. */
export function PasskeyList({ passkeys, add, remove, onChanged }: Props) {
  const removing = useAction(remove);
  const [chosen, setChosen] = useState<AuthenticatorDto | null>(null);
  const [done, setDone] = useState<{ readonly what: string; readonly at: string } | null>(null);
  const only = passkeys.length === 1;

  const confirm = async () => {
    if (chosen === null) return { ok: true } as const;
    const result = await removing.run({ authenticatorId: chosen.id });
    if (result === null) return { ok: false, message: "Not confirmed. Nothing was changed." } as const;
    if (!result.ok) return { ok: false, message: messageOf(result.code) } as const;
    const { endedSessions, removedAt } = result.value;
    setDone({
      at: removedAt,
      what:
        endedSessions === 0
          ? `Removed ${chosen.name}.`
          : `Removed ${chosen.name}. Its sign-ins elsewhere ended: ${endedSessions}.`,
    });
    return { ok: true } as const;
  };

  return (
    <Card title="Passkeys" flush>
      {done && (
        <div className="border-line border-b p-4">
          <Receipt what={done.what} at={done.at} />
        </div>
      )}
      <ul aria-label="Passkeys">
        {passkeys.map((passkey) => (
          <li
            key={passkey.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-t px-4 py-3 first:border-t-0"
          >
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-medium text-ink">
                <span className="min-w-0 break-words">{passkey.name}</span>
                {passkey.synced && <Tag tone="info">Synchronised by its maker</Tag>}
              </p>
              <p className="text-ink-3 text-small">
                Added <Time at={passkey.createdAt} /> ·{" "}
                {passkey.lastUsedAt === null ? (
                  "not used since"
                ) : (
                  <>
                    last used <Time at={passkey.lastUsedAt} />
                  </>
                )}
              </p>
            </div>
            <Button
              small
              variant="danger-outline"
              disabled={only}
              aria-label={`Remove ${passkey.name}`}
              onClick={() => setChosen(passkey)}
            >
              Remove…
            </Button>
          </li>
        ))}
      </ul>
      {only && (
        <p className="border-line border-t px-4 py-2 text-ink-3 text-small">
          The last passkey stays: without it nobody could sign in as you.
        </p>
      )}
      <CardPart>
        <AddPasskey
          key={passkeys.length}
          actions={add}
          suggestedName=""
          onAdded={(name, addedAt) => {
            setDone({ what: `Added ${name}.`, at: addedAt });
            onChanged();
          }}
        />
      </CardPart>
      <ConfirmDialog
        open={chosen !== null}
        onOpenChange={(open) => !open && setChosen(null)}
        level={2}
        dangerous
        title={`Remove ${chosen?.name ?? ""}?`}
        verb="Remove passkey"
        pendingVerb="Removing…"
        preview={
          <p className="text-ink-2">
            It opens nothing from now on and can't be brought back. Sign-ins made with it end, except for this
            one.
          </p>
        }
        onConfirm={confirm}
      />
    </Card>
  );
}

function messageOf(code: string): string {
  return isGateError(code) ? gateErrorText({ ok: false, code }) : (WORDS[code] ?? "Nothing was changed.");
}
