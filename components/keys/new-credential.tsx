"use client";

import { ArrowRight } from "lucide-react";
import { useEffect, useState } from "react";
import { LinkButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyId } from "#components/ui/copy-id.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { Receipt } from "#components/ui/receipt.tsx";
import { SecretAfter, SecretBox } from "#components/ui/secret-box.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { IssuableKind } from "#lib/keys/contract.ts";
import { gatesSentence } from "./gates-sentence.ts";
import type { ActReceipt } from "./key-acts.ts";
import { envFile, keyFileName } from "./key-files.ts";
import { SECRET_KEPT, SECRET_WORDS } from "./key-words.ts";

/** A credential that has just been made: the only moment at which its secret half is here. */
export type NewCredential = {
  readonly act: "issued" | "rotated";
  readonly keyId: string;
  readonly name: string;
  readonly kind: IssuableKind;
  readonly version: number;
  readonly fingerprint: string;
  readonly receipt: ActReceipt;
  readonly gate: string;
  /** null: whoever made the pair has it. */
  readonly secret: string | null;
};

/** Where issuing and rotating end: the receipt, the secret to keep, and where to go next. */
export function NewCredentialPanel({ made }: { readonly made: NewCredential }) {
  const [secret, setSecret] = useState(made.secret);
  const held = useHeldHere(secret !== null);
  const { act, keyId, name, kind, version, fingerprint, receipt, gate } = made;
  const file = keyFileName({ keyId, name, kind, version });
  return (
    <div className="grid max-w-[46rem] gap-4">
      <Receipt
        what={act === "issued" ? `Issued ${name}.` : `Rotated ${name}: version ${version} is current.`}
        at={receipt.at}
        who={receipt.by}
        gates={gatesSentence(receipt.gates)}
        tone={receipt.gates.total > 0 && receipt.gates.confirmed === receipt.gates.total ? "ok" : "warn"}
        {...(receipt.event !== null && {
          event: { number: formatNumber(receipt.event), href: `/audit?event=${receipt.event}` },
        })}
      />
      {held && secret !== null && (
        <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-warn-ink">
          Leaving now would lose it. Store it first.
        </p>
      )}
      {secret !== null && (
        <SecretBox
          label={SECRET_WORDS[kind]}
          secret={secret}
          file={{ name: file, text: kind === "ed25519" ? secret : envFile({ keyId, kind, secret, gate }) }}
          kept={SECRET_KEPT[kind]}
          onStored={() => setSecret(null)}
        />
      )}
      <Card title={secret === null ? "Next" : "Once it is stored"}>
        <div className="grid gap-4">
          {secret === null && (
            <SecretAfter
              fingerprint={fingerprint}
              rotate={<TextLink href={`/keys/${keyId}/rotate`}>Rotate the key</TextLink>}
            />
          )}
          <div className="grid gap-1 text-ink-2">
            <p>
              Key id <CopyId id={keyId} what="key id" />
            </p>
            <p>The next page has lines that send its first request.</p>
          </div>
          {secret === null && (
            <div className="flex flex-wrap gap-2">
              <LinkButton href={`/keys/${keyId}?tab=connect`} variant="primary" icon={<ArrowRight />}>
                Connect
              </LinkButton>
              <LinkButton href={`/keys/${keyId}`}>The key&apos;s page</LinkButton>
            </div>
          )}
        </div>
      </Card>
    </div>
  );
}

/** While a secret is on the page, links lead nowhere: whoever follows one by mistake would have lost it. */
function useHeldHere(holding: boolean): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (!holding) return;
    const stay = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (link === null || link.hasAttribute("download")) return;
      event.preventDefault();
      event.stopPropagation();
      setHeld(true);
    };
    document.addEventListener("click", stay, { capture: true });
    return () => document.removeEventListener("click", stay, { capture: true });
  }, [holding]);
  return held;
}
