"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { describeFriction, type FrictionLevel } from "#components/ui/describe-friction.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Diff } from "#components/ui/diff.tsx";
import { TextField } from "#components/ui/input.tsx";
import { JsonBlock } from "#components/ui/json-block.tsx";
import { KeyValueList } from "#components/ui/key-value-list.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Time } from "#components/ui/time.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { SAMPLE_NOW_MS } from "./sample-frame.tsx";

type Case = { title: string; verb: string; pendingVerb: string; preview: ReactNode; name?: string };

const CASES: Record<FrictionLevel, Case> = {
  0: { title: "Rename the view?", verb: "Rename", pendingVerb: "Renaming…", preview: null },
  1: {
    title: "Suspend mm-prod-eu-2?",
    verb: "Suspend 1 key",
    pendingVerb: "Suspending…",
    preview: "Its 2 open WebSockets close now. Keywarden can't see resting orders on this upstream.",
  },
  2: {
    title: "Widen mm-prod-eu-2?",
    verb: "Widen 1 key",
    pendingVerb: "Widening…",
    preview: (
      <Diff lines={[{ label: "Max order", before: "100,000 USD", after: "250,000 USD" }]} unchanged={6} />
    ),
  },
  3: {
    title: "Revoke treasury-cold-sweep?",
    verb: "Revoke 1 key",
    pendingVerb: "Revoking…",
    name: "treasury-cold-sweep",
    preview: "It can't be undone. 38 requests came with it today, the last 2 h ago from 203.0.113.24.",
  },
};

const LEVELS: readonly FrictionLevel[] = [0, 1, 2, 3];

export function OverlaySamples({ theme }: { theme: string }) {
  const [level, setLevel] = useState<FrictionLevel | null>(null);
  const [refusing, setRefusing] = useState(false);
  const [plain, setPlain] = useState(false);
  const toast = useToast();
  const path = usePathname();
  const shown = level === null ? null : CASES[level];
  return (
    <Card title="Opened by their buttons, in the page's own theme">
      <div className="flex flex-wrap gap-2">
        {LEVELS.map((each) => (
          <Button key={each} title={describeFriction(each)} onClick={() => setLevel(each)}>
            {`Friction ${each}, ${theme}`}
          </Button>
        ))}
        <Button onClick={() => setRefusing(true)}>{`Refused, ${theme}`}</Button>
        <Button onClick={() => setPlain(true)}>{`Dialog, ${theme}`}</Button>
        <LinkButton href={`${path}?sheet=1`} scroll={false}>{`Sheet, ${theme}`}</LinkButton>
        <Button
          onClick={() => toast({ text: "View saved.", undo: () => undefined })}
        >{`Toast, ${theme}`}</Button>
      </div>
      {shown && level !== null && (
        <ConfirmDialog
          open
          onOpenChange={() => setLevel(null)}
          level={level}
          {...shown}
          onConfirm={async () => {
            await new Promise((done) => setTimeout(done, 1_500));
            return { ok: true };
          }}
        />
      )}
      <ConfirmDialog
        open={refusing}
        onOpenChange={setRefusing}
        level={1}
        {...CASES[1]}
        onConfirm={async () => ({
          ok: false,
          changed: true,
          message: "Changed by another admin 10 s ago. Compare and confirm again.",
        })}
      />
      <Dialog
        open={plain}
        onOpenChange={setPlain}
        title="Save this view"
        description="A named URL, for you alone or for the organization."
        actions={
          <>
            <Button onClick={() => setPlain(false)}>Cancel</Button>
            <Button variant="primary" onClick={() => setPlain(false)}>
              Save view
            </Button>
          </>
        }
      >
        <TextField id={`${theme}-view`} label="Name" />
      </Dialog>
      {theme === "light" && <SampleSheet />}
    </Card>
  );
}

const SHEETS = 3;

function SampleSheet() {
  const path = usePathname();
  const at = Number(useSearchParams().get("sheet") ?? 0);
  if (!(at >= 1 && at <= SHEETS)) return null;
  const href = (row: number) => (row >= 1 && row <= SHEETS ? `${path}?sheet=${row}` : null);
  return (
    <Sheet
      title={`Event ${at}: suspended mm-prod-eu-2`}
      meta={
        <>
          <StatusBadge thing="request" word="Allowed" />
          <Time at={SAMPLE_NOW_MS} mode="absolute" />
        </>
      }
      closeHref={path}
      previousHref={href(at - 1)}
      nextHref={href(at + 1)}
      actions={<LinkButton href="/gallery/key">Open the key</LinkButton>}
    >
      <KeyValueList
        items={[
          { label: "Who", value: "Mara Okafor, passkey" },
          { label: "From", value: "203.0.113.9", mono: true },
        ]}
      />
      <JsonBlock label="The whole event" value={{ type: "key.suspended", seq: at, target: "k_7Q2MXH4T" }} />
    </Sheet>
  );
}
