import { defineConfig } from "playwright/test";
import { systemBrowser } from "./.ci/browser.ts";

const executablePath = systemBrowser();
/** Screenshots for people are taken at twice the density: at one, headless Chromium hides small faults. */
const shots = process.env.KEYWARDEN_SHOTS !== undefined;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // One product serves all of a worker's tests; two of them keep two cores busy.
  workers: 2,
  forbidOnly: process.env.CI !== undefined,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: shots ? 2 : 1,
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    trace: "retain-on-failure",
    launchOptions: {
      ...(executablePath === null ? {} : { executablePath }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "browser", testIgnore: "launcher/**" },
    // These look at deadlines and at which processes there are: nothing else runs meanwhile.
    { name: "launcher", testMatch: "launcher/**", timeout: 240_000, workers: 1 },
  ],
});
