import { existsSync } from "node:fs";
import { runProgram } from "./run-program.ts";

const SYSTEM_BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const INSTALL_MINUTES = 8;

/** The system's Chromium, or null: then Playwright's own is used. */
export function systemBrowser(): string | null {
  return SYSTEM_BROWSERS.find((path) => existsSync(path)) ?? null;
}

/** Sees to it that a Chromium is there. @returns null when one is, else the line that says what to do. */
export async function ensureBrowser(): Promise<string | null> {
  if (systemBrowser() !== null) return null;
  const { chromium } = await import("playwright");
  if (existsSync(chromium.executablePath())) return null;
  if (process.getuid?.() === 0) {
    const apt = (...args: string[]) =>
      runProgram("apt-get", args, INSTALL_MINUTES, { DEBIAN_FRONTEND: "noninteractive" });
    const install = () => apt("install", "-y", "--no-install-recommends", "chromium");
    if ((await install()).code !== 0) {
      await apt("update");
      await install();
    }
    if (systemBrowser() !== null) return null;
  }
  await runProgram("playwright", ["install", "chromium"], INSTALL_MINUTES);
  if (existsSync(chromium.executablePath())) return null;
  return "There is no Chromium, and it could not be installed: install the package chromium (as root: apt-get install chromium).";
}
