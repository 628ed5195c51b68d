"use client";

import { createContext, type ReactNode, use, useCallback, useMemo, useState } from "react";
import { writeCookie } from "./cookie.ts";
import type { Preferences, TablePreference, Theme } from "./preferences.ts";
import {
  DEFAULT_PREFERENCES,
  PREFERENCES_COOKIE,
  serializePreferences,
  THEME_COOKIE,
} from "./preferences.ts";

type Held = {
  preferences: Preferences;
  theme: Theme;
  setPreferences: (change: Partial<Preferences>) => void;
  setTheme: (theme: Theme) => void;
};

const PreferencesContext = createContext<Held>({
  preferences: DEFAULT_PREFERENCES,
  theme: "system",
  setPreferences: () => undefined,
  setTheme: () => undefined,
});

/** Holds the person's choices for this browser, starting from the cookies the server read. */
export function PreferencesProvider(props: { initial: Preferences; theme: Theme; children: ReactNode }) {
  const [preferences, setAll] = useState(props.initial);
  const [theme, setThemeState] = useState(props.theme);

  const setPreferences = useCallback((change: Partial<Preferences>) => {
    setAll((held) => {
      const next = { ...held, ...change };
      writeCookie(PREFERENCES_COOKIE, serializePreferences(next));
      return next;
    });
  }, []);

  const setTheme = useCallback((next: Theme) => {
    setThemeState(next);
    writeCookie(THEME_COOKIE, next);
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
  }, []);

  const held = useMemo(
    () => ({ preferences, theme, setPreferences, setTheme }),
    [preferences, theme, setPreferences, setTheme],
  );
  return <PreferencesContext value={held}>{props.children}</PreferencesContext>;
}

export function usePreferences(): Held {
  return use(PreferencesContext);
}

/** One table's density and hidden columns, and how to change them. */
export function useTablePreference(tableId: string) {
  const { preferences, setPreferences } = use(PreferencesContext);
  const preference = preferences.tables[tableId] ?? {};
  const set = (next: TablePreference) =>
    setPreferences({ tables: { ...preferences.tables, [tableId]: next } });
  return [preference, set] as const;
}
