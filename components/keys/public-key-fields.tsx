"use client";

import { RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CodeSnippet } from "#components/ui/code-snippet.tsx";
import { TextField } from "#components/ui/input.tsx";
import { TextareaField } from "#components/ui/textarea.tsx";
import { Time } from "#components/ui/time.tsx";
import {
  POSSESSION_MS_MAX,
  possessionCommand,
  possessionStatement,
  rawPublicKeyText,
} from "#lib/keys/possession.ts";
import { serverTime } from "./server-clock.ts";

export type PublicKeyValues = {
  readonly publicKey: string;
  /** The time in the statement; empty: none is made yet. */
  readonly possessionAt: string;
  readonly signature: string;
};

type Props = {
  readonly value: PublicKeyValues;
  readonly onChange: (change: Partial<PublicKeyValues>) => void;
  readonly errors: { readonly publicKey?: string | undefined; readonly signature?: string | undefined };
  readonly sessionId: string;
  readonly orgId: string;
  /** Who holds the private key: "you" or the client's name. */
  readonly holder: string | null;
};

/** A pasted public key, and the proof that its private half is held: a line to run, and what it prints. */
export function PublicKeyFields({ value, onChange, errors, sessionId, orgId, holder }: Props) {
  const { publicKey, possessionAt, signature } = value;
  const raw = rawPublicKeyText(publicKey);
  const { renew, failed } = useStatementTime(raw, possessionAt, onChange);
  return (
    <div className="grid gap-4">
      <TextareaField
        id="publicKey"
        label="Public key"
        mono
        rows={4}
        spellCheck={false}
        autoComplete="off"
        placeholder={"-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----"}
        help="Ed25519, as PEM or its 32 bytes in base64. Make one with: openssl genpkey -algorithm ed25519"
        value={publicKey}
        error={errors.publicKey}
        onChange={(event) => onChange({ publicKey: event.target.value, signature: "", possessionAt: "" })}
      />
      {raw !== null && possessionAt !== "" && (
        <>
          <div className="grid gap-2">
            <p className="text-ink-2">
              {holder === null
                ? "Run this where the private key lies, and paste what it prints."
                : `Have ${holder} run this where the private key lies, and paste what it prints.`}{" "}
              Good until{" "}
              <Time at={Date.parse(possessionAt) + POSSESSION_MS_MAX} mode="clock" precision="minute" />.
            </p>
            <CodeSnippet
              label="Proof of possession"
              samples={[
                {
                  id: "openssl",
                  label: "OpenSSL 3",
                  code: command({ sessionId, orgId, publicKey: raw, at: possessionAt }),
                },
              ]}
            />
          </div>
          <TextField
            id="signature"
            label="What it printed"
            mono
            autoComplete="off"
            spellCheck={false}
            value={signature}
            error={errors.signature}
            onChange={(event) => onChange({ signature: event.target.value })}
            beside={
              <Button icon={<RefreshCw />} onClick={renew}>
                New line
              </Button>
            }
          />
        </>
      )}
      {failed && (
        <p className="text-warn-ink text-small">The server&apos;s clock can&apos;t be read now. Try again.</p>
      )}
    </div>
  );
}

/** One line for a shell, broken where it stays one. */
function command(of: Parameters<typeof possessionStatement>[0]): string {
  return possessionCommand(possessionStatement(of)).replaceAll(" && ", " &&\n  ").replaceAll(" | ", " |\n  ");
}

/** The statement names the server's time, so that a wrong clock here spoils no proof. */
function useStatementTime(
  raw: string | null,
  possessionAt: string,
  onChange: (change: Partial<PublicKeyValues>) => void,
) {
  const [failed, setFailed] = useState(false);
  const renew = () => {
    void serverTime().then((at) => {
      setFailed(at === null);
      if (at !== null) onChange({ possessionAt: at, signature: "" });
    });
  };
  const missing = raw !== null && possessionAt === "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each new public key
  useEffect(() => {
    if (missing) renew();
  }, [missing, raw]);
  return { renew, failed };
}
