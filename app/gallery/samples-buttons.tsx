"use client";

import { Download, Pause, Plus, RefreshCw } from "lucide-react";
import { useState } from "react";
import { Button, type ButtonVariant, LinkButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";

const VARIANTS: readonly ButtonVariant[] = ["primary", "outline", "danger-outline", "danger", "ghost"];

export function ButtonSamples({ theme }: { theme: string }) {
  const [pending, setPending] = useState(false);
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <Card title="Buttons">
        <div className="grid gap-3">
          <div className="flex flex-wrap gap-2">
            {VARIANTS.map((variant) => (
              <Button key={variant} variant={variant}>
                {variant}
              </Button>
            ))}
          </div>
          <div className="flex flex-wrap gap-2">
            {VARIANTS.map((variant) => (
              <Button key={variant} variant={variant} disabled>
                {variant}
              </Button>
            ))}
          </div>
          <div className="flex flex-wrap gap-2">
            <Button variant="primary" icon={<Plus />}>
              Issue key
            </Button>
            <Button icon={<Download />}>Export</Button>
            <Button variant="danger-outline" icon={<Pause />}>
              Suspend…
            </Button>
            <LinkButton href="/gallery/keys" icon={<RefreshCw />}>
              A place
            </LinkButton>
            <Button small variant="ghost" icon={<Plus />}>
              Small
            </Button>
            <Button iconOnly icon={<Download />}>
              {`Export, ${theme}`}
            </Button>
          </div>
          <div className="flex flex-wrap gap-2">
            <Button variant="danger" pending pendingLabel="Suspending…">
              Suspend 2 keys
            </Button>
            <Button pending={pending} pendingLabel="Working…" onClick={() => setPending(true)}>
              Press: the width stays
            </Button>
          </div>
        </div>
      </Card>
      <Card title="Menus, tooltips, copies">
        <div className="flex flex-wrap items-center gap-4">
          <Menu
            label={`More, ${theme}`}
            groups={[
              [
                { label: "Its requests", href: "/gallery/keys" },
                { label: "Copy id", shortcut: "c" },
              ],
              [
                { label: "Suspend…", danger: true, shortcut: "s" },
                { label: "Revoke…", danger: true, disabledReason: "Suspend it first" },
              ],
            ]}
          />
          <Tooltip text="What the little drawing means">
            <Button iconOnly icon={<RefreshCw />}>
              {`Rotate, ${theme}`}
            </Button>
          </Tooltip>
          <CopyButton text="k_7Q2MXH4T" what={`key id, ${theme}`} />
          <CopyButton text="k_7Q2MXH4T" what={`key id again, ${theme}`} look="words" />
        </div>
      </Card>
    </div>
  );
}
