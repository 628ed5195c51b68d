"use client";

import { useState } from "react";
import type { SessionDto } from "#lib/identity/contract.ts";
import type { Result } from "#lib/kernel/result.ts";
import type { GateError } from "#lib/web/contract.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { formatCount } from "../ui/format.ts";
import { Receipt } from "../ui/receipt.tsx";
import { Tag } from "../ui/status-badge.tsx";
import { Time } from "../ui/time.tsx";
import { describeBrowser } from "./describe-browser.ts";
import { gateErrorText, isGateError } from "./gate-error-text.ts";
import { useAction } from "./use-action.ts";

type Props = {
  readonly sessions: readonly SessionDto[];
  readonly end: (input: {
    sessionId: string;
    reason?: string | undefined;
  }) => Promise<Result<{ readonly endedAt: string }, "session_unknown" | GateError>>;
  readonly endAll: (input: {
    reason?: string | undefined;
  }) => Promise<Result<{ readonly ended: number }, GateError>>;
};

/** Where the person is signed in, and how to end it: one, or all at once. */
export function SessionList({ sessions, end, endAll }: Props) {
  const ending = useAction(end);
  const endingAll = useAction(endAll, { refresh: false });
  const [chosen, setChosen] = useState<SessionDto | "all" | null>(null);
  const [done, setDone] = useState<{ readonly what: string; readonly at: string } | null>(null);

  const confirm = async ({ reason }: { reason: string }) => {
    const given = reason === "" ? {} : { reason };
    if (chosen === "all") {
      const result = await endingAll.run(given);
      if (result?.ok) location.assign("/sign-in?state=everywhere");
      return result?.ok ? { ok: true as const } : refused(result?.code);
    }
    if (chosen === null) return { ok: true as const };
    const result = await ending.run({ sessionId: chosen.id, ...given });
    if (!result?.ok) return refused(result?.code);
    setDone({ what: `Ended the sign-in: ${describeBrowser(chosen.userAgent)}.`, at: result.value.endedAt });
    return { ok: true as const };
  };

  return (
    <Card
      title="Sign-ins"
      flush
      corner={
        <Button small variant="danger-outline" onClick={() => setChosen("all")}>
          Sign out everywhere…
        </Button>
      }
    >
      {done && (
        <div className="border-line border-b p-4">
          <Receipt what={done.what} at={done.at} />
        </div>
      )}
      <ul aria-label="Sign-ins">
        {sessions.map((session) => (
          <li
            key={session.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-t px-4 py-3 first:border-t-0"
          >
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-medium text-ink">
                {describeBrowser(session.userAgent)}
                {session.current && <Tag tone="info">This one</Tag>}
              </p>
              <p className="text-ink-3 text-small">
                {session.factor === "passkey" ? (session.passkeyName ?? "A passkey") : "A recovery code"} ·{" "}
                <span className="font-mono">{session.ip ?? "address unknown"}</span> · since{" "}
                <Time at={session.createdAt} /> · last act <Time at={session.lastActedAt} />
              </p>
            </div>
            {!session.current && (
              <Button
                small
                aria-label={`End the sign-in: ${describeBrowser(session.userAgent)}`}
                onClick={() => setChosen(session)}
              >
                End…
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        open={chosen !== null}
        onOpenChange={(open) => !open && setChosen(null)}
        level={1}
        title={
          chosen === "all"
            ? "Sign out everywhere?"
            : `End the sign-in: ${chosen ? describeBrowser(chosen.userAgent) : ""}?`
        }
        verb={chosen === "all" ? `End ${formatCount(sessions.length, "sign-in")}` : "End 1 sign-in"}
        pendingVerb="Ending…"
        preview={
          <p className="text-ink-2">
            {chosen === "all"
              ? "Every sign-in of yours ends now, this one too. Open pages lock at their next request; your passkey signs in again."
              : "It is refused from its next request on, and its open pages lock. Signing in again takes a passkey."}
          </p>
        }
        onConfirm={confirm}
      />
    </Card>
  );
}

function refused(code: string | undefined) {
  const message =
    code === undefined
      ? "Not confirmed. Nothing was changed."
      : isGateError(code)
        ? gateErrorText({ ok: false, code })
        : "This sign-in has ended already.";
  return { ok: false as const, message };
}
