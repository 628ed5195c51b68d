"use client";

import { Card } from "../ui/card.tsx";
import type { Theme } from "../ui/preferences.ts";
import { usePreferences } from "../ui/preferences-provider.tsx";
import { RadioField } from "../ui/radio.tsx";
import { SwitchField } from "../ui/switch.tsx";

/** How the console looks and listens in this browser; nobody else is concerned. */
export function BrowserPreferences() {
  const { preferences, setPreferences, theme, setTheme } = usePreferences();
  return (
    <Card title="In this browser">
      <div className="grid gap-5">
        <RadioField
          id="theme"
          name="theme"
          label="Theme"
          value={theme}
          onChange={(event) => setTheme(event.currentTarget.value as Theme)}
          options={[
            { value: "system", label: "As the system" },
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
        />
        <RadioField
          id="zone"
          name="zone"
          label="Times in"
          help="Files and the audit log are always in UTC."
          value={preferences.zone === "UTC" ? "utc" : "mine"}
          onChange={(event) =>
            setPreferences({ zone: event.currentTarget.value === "mine" ? ownZone() : "UTC" })
          }
          options={[
            { value: "utc", label: "UTC" },
            {
              value: "mine",
              label: preferences.zone === "UTC" ? "Mine, this browser's zone" : `Mine, ${preferences.zone}`,
            },
          ]}
        />
        <SwitchField
          id="single-keys"
          label="Single keys"
          help="Such as s for suspend. Off: only ⌘K and Esc remain."
          checked={preferences.singleKeys}
          onChange={(event) => setPreferences({ singleKeys: event.currentTarget.checked })}
        />
      </div>
    </Card>
  );
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
