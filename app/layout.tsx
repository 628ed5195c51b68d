import "@fontsource-variable/inter";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { ClockProvider } from "#components/ui/clock.tsx";
import { NonceProvider } from "#components/ui/nonce-provider.tsx";
import {
  PREFERENCES_COOKIE,
  parsePreferences,
  parseTheme,
  THEME_COOKIE,
} from "#components/ui/preferences.ts";
import { PreferencesProvider } from "#components/ui/preferences-provider.tsx";

export const metadata: Metadata = {
  title: { default: "Keywarden", template: "%s · Keywarden" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

/** Reading the headers makes every page dynamic, which the nonce in each answer needs. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [asked, jar] = await Promise.all([headers(), cookies()]);
  const theme = parseTheme(jar.get(THEME_COOKIE)?.value);
  const preferences = parsePreferences(jar.get(PREFERENCES_COOKIE)?.value);
  return (
    <html lang="en" {...(theme !== "system" && { "data-theme": theme })}>
      <body>
        <NonceProvider nonce={asked.get("x-nonce") ?? undefined}>
          <PreferencesProvider initial={preferences} theme={theme}>
            <ClockProvider nowMs={Date.now()}>
              <NuqsAdapter>{children}</NuqsAdapter>
            </ClockProvider>
          </PreferencesProvider>
        </NonceProvider>
      </body>
    </html>
  );
}
