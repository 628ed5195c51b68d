"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CodeSnippet } from "#components/ui/code-snippet.tsx";
import { SecretAfter, SecretBefore, SecretBox } from "#components/ui/secret-box.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import { SAMPLE_NOW_MS } from "./sample-frame.tsx";

const CURL = `curl --cacert ca.pem https://localhost:8443/exchange/api/v3/account \\
  -H "Authorization: Bearer $KEYWARDEN_TOKEN"`;
const TYPESCRIPT = `const answer = await fetch("https://localhost:8443/exchange/api/v3/account", {
  headers: { authorization: \`Bearer \${process.env.KEYWARDEN_TOKEN}\` },
});`;
const PYTHON = `import os, requests
requests.get("https://localhost:8443/exchange/api/v3/account",
             headers={"authorization": f"Bearer {os.environ['KEYWARDEN_TOKEN']}"}, verify="ca.pem")`;

export function SecretSamples({ theme }: { theme: string }) {
  const [stored, setStored] = useState(false);
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <div className="grid content-start gap-4">
        <SecretBefore action={<Button variant="primary">Show the secret</Button>} />
        {stored ? (
          <Card title="Version 4">
            <SecretAfter
              fingerprint="SHA256:7f3a91c0b2de5a7740e1"
              revealed={
                <>
                  Jonas Weil, <Time at={SAMPLE_NOW_MS} mode="absolute" precision="second" />
                </>
              }
              rotate={<TextLink href="/gallery/key">Rotate</TextLink>}
            />
          </Card>
        ) : (
          <SecretBox
            label={`Secret, ${theme}`}
            secret={"0".repeat(43)}
            file={{ name: ".env", text: `KEYWARDEN_SECRET=${"0".repeat(43)}\n` }}
            onStored={() => setStored(true)}
            note="Can be opened again for 10 minutes in this session, until its first use."
          />
        )}
        <Card title="After">
          <SecretAfter
            fingerprint="SHA256:7f3a91c0b2de5a7740e1"
            revealed="Jonas Weil, 4 min ago"
            rotate={<TextLink href="/gallery/key">Rotate</TextLink>}
          />
        </Card>
      </div>
      <div className="grid content-start gap-4">
        <CodeSnippet
          label={`Read the account, ${theme}`}
          samples={[
            { id: "curl", label: "curl", code: CURL },
            { id: "typescript", label: "TypeScript", code: TYPESCRIPT },
            { id: "python", label: "Python", code: PYTHON },
          ]}
        />
        <CodeSnippet
          label={`Apply an upstream, ${theme}`}
          samples={[{ id: "shell", label: "shell", code: "npx keywarden apply -f upstream.yaml" }]}
        />
      </div>
    </div>
  );
}
