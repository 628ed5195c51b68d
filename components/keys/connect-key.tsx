"use client";

import { Download } from "lucide-react";
import { WithAside } from "#components/frame/page.tsx";
import { Card } from "#components/ui/card.tsx";
import { CodeSnippet } from "#components/ui/code-snippet.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { CopyId } from "#components/ui/copy-id.tsx";
import { KeyValueList } from "#components/ui/key-value-list.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Result } from "#lib/kernel/result.ts";
import type { IssuableKind, KeyEnv } from "#lib/keys/contract.ts";
import { ClockCheck } from "./clock-check.tsx";
import { connectSamples } from "./connect-samples.ts";
import type { ConnectTarget } from "./connect-target.ts";
import { FirstRequest } from "./first-request.tsx";
import type { KeyActivity } from "./key-activity.ts";
import { CA_FILE, keyFileName } from "./key-files.ts";
import { KEY_KIND_WORDS } from "./key-words.ts";

export type ConnectProps = {
  readonly keyId: string;
  readonly name: string;
  readonly kind: IssuableKind;
  readonly env: KeyEnv;
  /** The number of the current version. */
  readonly version: number;
  readonly target: ConnectTarget | null;
  readonly gate: string;
  /** Whether the gate's certificate comes from the local authority, whose certificate clients then need. */
  readonly localCa: boolean;
  readonly windowMs: number;
  readonly activity: Result<KeyActivity, string>;
};

/** From a key to its first request: where to, what to trust, what time it is, and lines that run as they are. */
export function ConnectKey(props: ConnectProps) {
  const { keyId, name, kind, version, target, activity } = props;
  return (
    <WithAside aside={<Where {...props} />}>
      {target ? (
        <>
          <Card
            title={`${target.risk === "read" ? "First request" : "A request"}: ${target.call}, ${target.upstream}`}
          >
            <div className="grid gap-3">
              <BeforeRunning {...props} />
              {target.risk !== "read" && (
                <p className="rounded-md bg-warn-soft px-3 py-2 text-warn-ink">
                  This key holds no scope that only reads, so this call acts. Fill in what it takes before you
                  run it.
                </p>
              )}
              <CodeSnippet
                label="Signed request"
                samples={connectSamples({ keyId, name, kind, version, target })}
              />
            </div>
          </Card>
          <FirstRequest keyId={keyId} initial={activity} />
        </>
      ) : (
        <NoTarget {...props} />
      )}
    </WithAside>
  );
}

const HELD = { ed25519: "the private key", hmac: "the secret", bearer: "the token" } as const;

function BeforeRunning({ keyId, name, kind, version, localCa }: ConnectProps) {
  return (
    <p className="text-ink-2">
      Run it beside <File>{keyFileName({ keyId, name, kind, version })}</File>, {HELD[kind]}
      {localCa && (
        <>
          , and <File>{CA_FILE}</File>, the gate&apos;s authority
        </>
      )}
      .{" "}
      {kind === "bearer"
        ? "The token travels by TLS 1.3 only."
        : "A signature leaves the machine, never the key."}
    </p>
  );
}

function File({ children }: { readonly children: string }) {
  return <span className="font-mono text-ink text-small">{children}</span>;
}

function Where({ gate, localCa, keyId, kind, env, windowMs, target }: ConnectProps) {
  return (
    <>
      <Card title="Where requests go">
        <KeyValueList
          items={[
            { label: "Gate", value: <Url what="base URL">{gate}</Url>, below: true },
            ...(target ? [{ label: "Call", value: <Url what="URL">{target.url}</Url>, below: true }] : []),
            { label: "Key id", value: <CopyId id={keyId} what="key id" /> },
            {
              label: "Proof",
              value: kind === "bearer" ? "Bearer token" : `RFC 9421, ${KEY_KIND_WORDS[kind]}`,
            },
            { label: "Reaches", value: env === "live" ? "Live upstreams" : "Test upstreams" },
          ]}
        />
      </Card>
      <Card title="Trust">
        {localCa ? (
          <div className="grid gap-2">
            <p className="text-ink-2 text-small">
              The gate speaks TLS 1.3 with a certificate of this installation&apos;s own authority. Clients
              need its certificate.
            </p>
            <a
              href="/connect/ca.pem"
              download={CA_FILE}
              className="touch-line inline-flex items-center gap-1.5 rounded-xs text-accent-ink text-small underline-offset-2 hover:underline"
            >
              <Download aria-hidden="true" className="size-4" />
              {CA_FILE}
            </a>
          </div>
        ) : (
          <p className="text-ink-2 text-small">
            The gate speaks TLS 1.3 with the certificate it was given. Clients need nothing for it; leave the
            lines about {CA_FILE} out.
          </p>
        )}
      </Card>
      {kind !== "bearer" && (
        <Card title="Clock">
          <div className="grid gap-2 text-small">
            <ClockCheck windowMs={windowMs} />
            <p className="text-ink-3">
              A signature is good for {windowMs / 1_000} s. The machine that signs needs the right time.
            </p>
          </div>
        </Card>
      )}
    </>
  );
}

/** Breaks before a slash only, where there is one. */
function Url({ children, what }: { readonly children: string; readonly what: string }) {
  return (
    <span className="flex items-start gap-1">
      <span className="min-w-0 font-mono">
        {children.split(/(?<=[^/])(?=\/[^/])/).map((part) => (
          <span key={part}>
            {part}
            <wbr />
          </span>
        ))}
      </span>
      <CopyButton text={children} what={what} />
    </span>
  );
}

function NoTarget({ env, gate }: ConnectProps) {
  return (
    <Card title="No call is open to this key yet">
      <p className="text-ink-2">
        The configuration names no {env} upstream with a route for one of its scopes that runs as it stands,
        so there are no lines to show. <TextLink href="/upstreams">Look at the upstreams</TextLink>, or sign
        requests to <span className="font-mono text-small">{gate}</span> by RFC 9421 yourself.
      </p>
    </Card>
  );
}
