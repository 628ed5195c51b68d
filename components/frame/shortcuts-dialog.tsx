"use client";

import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { usePreferences } from "../ui/preferences-provider.tsx";
import { SwitchField } from "../ui/switch.tsx";
import { useFrame } from "./frame-context.tsx";
import { SHORTCUTS } from "./shortcuts.tsx";

type Props = { open: boolean; onOpenChange: (open: boolean) => void };

export function ShortcutsDialog({ open, onOpenChange }: Props) {
  const { preferences, setPreferences } = usePreferences();
  const { groups } = useFrame();
  const reached = groups.flatMap(({ items }) => items).filter(({ goKey }) => goKey);
  const go = {
    keys: `g then ${reached.map(({ goKey }) => goKey).join(" ")}`,
    does: `Go to ${reached.map(({ label }) => label).join(", ")}`,
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keyboard shortcuts"
      actions={<Button onClick={() => onOpenChange(false)}>Close</Button>}
    >
      <dl className="grid gap-2">
        {[...SHORTCUTS, ...(reached.length > 0 ? [go] : [])].map(({ keys, does }) => (
          <div key={keys} className="grid grid-cols-[9rem_minmax(0,1fr)] gap-3">
            <dt className="font-mono text-ink text-small">{keys}</dt>
            <dd className="text-ink-2">{does}</dd>
          </div>
        ))}
      </dl>
      <SwitchField
        id="single-keys"
        label="Single keys"
        help="Off: only ⌘K and Esc remain."
        checked={preferences.singleKeys}
        onChange={(event) => setPreferences({ singleKeys: event.target.checked })}
      />
    </Dialog>
  );
}
