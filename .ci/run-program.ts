import { spawn } from "node:child_process";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..");

const OUTPUT_CHARS_MAX = 60_000;

export type Finished = { readonly code: number | null; readonly output: string };

const running = new Set<() => void>();

/** Ends what runs now: called when the whole run is told to stop. */
export function endPrograms(): void {
  for (const end of running) end();
}

/**
 * Runs an installed tool (or any program on PATH) without stdin, in a process group of its own.
 *
 * @param minutes after which it and all it started are killed; that counts as a failure.
 * @returns its exit code, null if it was killed, and the last 60,000 characters of what it said.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  minutes: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const child = spawn(program, args, {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PATH: `${join(ROOT, "node_modules/.bin")}:${process.env.PATH}`,
      NO_COLOR: "1",
      FORCE_COLOR: "0",
      ...env,
    },
  });
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // The group is gone already.
    }
  };
  running.add(end);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-OUTPUT_CHARS_MAX);
    });
  }
  const overdue = setTimeout(() => {
    output += `\n${program} was ended after ${minutes} minutes\n`;
    end();
  }, minutes * 60_000);
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      output += error.message;
      resolve(null);
    });
    child.once("close", resolve);
  });
  clearTimeout(overdue);
  running.delete(end);
  // What a test left running must not outlive it.
  end();
  return { code, output };
}
