/**
 * What a person set in this browser: one small cookie, read by the server so that the first paint is already right.
 * Nothing in it grants anything; a value that is not understood is the default.
 */
export const PREFERENCES_COOKIE = "kw-prefs";
export const THEME_COOKIE = "kw-theme";
export const COOKIE_AGE_SEC = 400 * 86_400;
const COOKIE_CHARS_MAX = 3_000;
const TABLES_MAX = 40;

export type Theme = "system" | "light" | "dark";
export type TablePreference = { density?: "compact"; hidden?: string[] };
export type Preferences = {
  /** `UTC`, or the IANA name of the browser's own zone when the person chose "mine". */
  zone: string;
  /** Which tab code snippets open on. */
  snippet: string;
  /** Single-key shortcuts (WCAG 2.1.4 asks for the switch). */
  singleKeys: boolean;
  tables: Record<string, TablePreference>;
};

export const DEFAULT_PREFERENCES: Preferences = { zone: "UTC", snippet: "", singleKeys: true, tables: {} };

export function parseTheme(raw: string | undefined): Theme {
  return raw === "light" || raw === "dark" ? raw : "system";
}

/** Reads the cookie's value; anything malformed, too long or unknown falls back to the default. */
export function parsePreferences(raw: string | undefined): Preferences {
  if (!raw || raw.length > COOKIE_CHARS_MAX) return DEFAULT_PREFERENCES;
  try {
    const found: unknown = JSON.parse(decodeURIComponent(raw));
    if (!isRecord(found)) return DEFAULT_PREFERENCES;
    return {
      zone: parseZone(found.zone),
      snippet: typeof found.snippet === "string" ? found.snippet.slice(0, 40) : "",
      singleKeys: found.singleKeys !== false,
      tables: parseTables(found.tables),
    };
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

export function serializePreferences(preferences: Preferences): string {
  return encodeURIComponent(JSON.stringify(preferences));
}

function parseZone(zone: unknown): string {
  if (typeof zone !== "string") return "UTC";
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

function parseTables(tables: unknown): Record<string, TablePreference> {
  if (!isRecord(tables)) return {};
  const kept = Object.entries(tables)
    .slice(0, TABLES_MAX)
    .flatMap(([id, value]): [string, TablePreference][] => {
      if (!isRecord(value)) return [];
      const hidden = Array.isArray(value.hidden)
        ? value.hidden.filter((column) => typeof column === "string").slice(0, 30)
        : [];
      return [
        [
          id,
          {
            ...(value.density === "compact" && { density: "compact" }),
            ...(hidden.length > 0 && { hidden }),
          },
        ],
      ];
    });
  return Object.fromEntries(kept);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
