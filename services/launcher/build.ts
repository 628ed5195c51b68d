import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { waitForLock } from "./lock.ts";
import { StartRefused } from "./refusal.ts";
import { sourceHash } from "./source-hash.ts";

const STAMP = "keywarden-sources";
const BUILD_MS_MAX = 15 * 60_000;
const LINES_SHOWN = 40;

/**
 * Builds the console unless its build is of the very sources that are there now.
 *
 * @param tell one line before a build begins; nothing is said when there is none to do.
 * @param onBuild the build's process, leader of a group of its own.
 * @throws {StartRefused} when the build fails or has no place to go.
 */
export async function ensureBuilt(
  root: string,
  distDir: string,
  tell: (line: string) => void,
  onBuild: (build: ChildProcess) => void,
): Promise<void> {
  if (isBuilt(root, distDir)) return;
  try {
    mkdirSync(join(root, distDir), { recursive: true });
    accessSync(join(root, distDir), constants.W_OK);
  } catch {
    throw new StartRefused(
      `The console has to be built, and ${root} is not writable by this user: run "npm start" there once as its owner.`,
    );
  }
  // Two starts from one checkout must not build into the same place at once.
  const release = await waitForLock(join(root, distDir, "keywarden-build.lock"), BUILD_MS_MAX);
  if (release === null)
    throw new StartRefused(`Another build of ${root} does not come to an end: stop it and start again.`);
  try {
    if (isBuilt(root, distDir)) return;
    tell("Building the console (only at first, and when its sources change) ...");
    rmSync(join(root, distDir, STAMP), { force: true });
    const hash = sourceHash(root);
    await build(root, onBuild);
    writeFileSync(join(root, distDir, STAMP), hash);
  } finally {
    release();
  }
}

/** Whether a build is of the very sources that are there now. */
export function isBuilt(root: string, distDir: string): boolean {
  const stamp = join(root, distDir, STAMP);
  return (
    existsSync(stamp) &&
    existsSync(join(root, distDir, "BUILD_ID")) &&
    readFileSync(stamp, "utf8") === sourceHash(root)
  );
}

async function build(root: string, onBuild: (build: ChildProcess) => void): Promise<void> {
  const args = [
    join(import.meta.dirname, "leash.mjs"),
    join(root, "node_modules/next/dist/bin/next"),
    "build",
  ];
  const child = spawn(process.execPath, args, {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
  });
  onBuild(child);
  let lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      lines = [...lines, ...text.split("\n").filter((line) => line.trim() !== "")].slice(-LINES_SHOWN);
    });
  }
  const tooLong = setTimeout(() => child.pid && process.kill(-child.pid, "SIGKILL"), BUILD_MS_MAX);
  const code = await new Promise<number | null>((resolve) =>
    child.once("close", resolve).once("error", () => resolve(null)),
  );
  clearTimeout(tooLong);
  if (code === 0) return;
  if (lines.some((line) => line.includes("ENOSPC")))
    throw new StartRefused(`The disk that holds ${root} is full: free some space and start again.`);
  throw new StartRefused(
    [...lines, "The console could not be built: what the build said last is above."].join("\n"),
  );
}
