"use client";

import { Download, Eye, EyeOff } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";
import { CopyId } from "./copy-id.tsx";
import { cx } from "./cx.ts";
import { KeyValueList } from "./key-value-list.tsx";
import { saveFile } from "./save-file.ts";

const MASK = "•".repeat(24);

type Props = {
  /** "Secret", "Token", "Private key". */
  label: string;
  /** Held in the memory of this page only: never give it from a server component, a query cache or a URL. */
  secret: string;
  /** A file to save it as: `.env` with the key id and URL in it, or the `.pem`. */
  file: { name: string; text: string };
  /** It was stored: the parent drops the secret and shows the fingerprint. */
  onStored: () => void;
  /** What is left with us; default: its fingerprint. */
  kept?: string;
  /** "Can be opened again for 10 minutes in this session." */
  note?: ReactNode;
};

/** A secret, shown once: masked, with what is needed to take it away, and a question before it goes. */
export function SecretBox({ label, secret, file, onStored, kept, note }: Props) {
  const [revealed, setRevealed] = useState(false);
  const [asking, setAsking] = useState(false);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, []);

  return (
    <section
      aria-label={label}
      className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-lg border border-line-strong bg-surface p-4"
    >
      <div>
        <h2 className="font-semibold text-body text-ink">{label}</h2>
        <p className="text-ink-2">Shown once. {kept ?? "We keep only its fingerprint."}</p>
      </div>
      <output
        aria-label={revealed ? label : `${label}, hidden`}
        className={cx(
          "block max-h-60 min-h-10 overflow-auto whitespace-pre-wrap break-all rounded-md border border-line bg-sunken px-3 py-2 text-ink",
          revealed ? "font-mono text-small leading-5" : "text-lead text-ink-2 tracking-widest",
        )}
      >
        {revealed ? secret : MASK}
      </output>
      <div className="flex flex-wrap gap-2">
        <Button
          icon={revealed ? <EyeOff /> : <Eye />}
          aria-pressed={revealed}
          onClick={() => setRevealed(!revealed)}
        >
          {revealed ? "Hide" : "Reveal"}
        </Button>
        <CopyButton text={secret} what={label.toLowerCase()} look="words" />
        <Button icon={<Download />} className="max-w-full" onClick={() => saveFile(file.name, file.text)}>
          {`Download ${file.name}`}
        </Button>
        {!asking && (
          <Button variant="primary" className="ml-auto" onClick={() => setAsking(true)}>
            Done
          </Button>
        )}
      </div>
      {asking && (
        <div role="alert" className="flex flex-wrap items-center gap-2 rounded-md bg-warn-soft px-3 py-2">
          <p className="min-w-0 flex-[1_1_14rem] text-warn-ink">
            <strong className="font-semibold">Stored it?</strong> It goes from this screen now.
          </p>
          <Button onClick={() => setAsking(false)}>Not yet</Button>
          <Button variant="primary" onClick={onStored}>
            Yes, stored
          </Button>
        </div>
      )}
      {note && <p className="text-ink-3 text-small">{note}</p>}
    </section>
  );
}

/** Before: so that nobody is shown a secret with nowhere to put it. */
export function SecretBefore({ action }: { /** The button that leads on. */ action: ReactNode }) {
  return (
    <section className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-surface p-4">
      <p className="min-w-0 flex-1 text-ink-2">
        <strong className="font-medium text-ink">Shown once, on the next screen.</strong> Have your secret
        store open.
      </p>
      {action}
    </section>
  );
}

type AfterProps = { fingerprint: string; revealed?: ReactNode; rotate?: ReactNode };

/** After: what is left of it, and the way out when it is lost. */
export function SecretAfter({ fingerprint, revealed, rotate }: AfterProps) {
  return (
    <div className="grid gap-3">
      <KeyValueList
        items={[
          { label: "Fingerprint", value: <CopyId id={fingerprint} what="fingerprint" /> },
          ...(revealed ? [{ label: "Revealed", value: revealed }] : []),
        ]}
      />
      {rotate && <p className="text-ink-3 text-small">Lost it? {rotate}</p>}
    </div>
  );
}
