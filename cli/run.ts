import { CommanderError } from "commander";
import { Exit } from "./exit.ts";
import { failureLine } from "./failure-line.ts";
import { keywardenCommand } from "./program.ts";

/**
 * `keywarden …`: 0 = done, 1 = refused or failed, 2 = wrong usage; one line on stderr for the latter two.
 *
 * @returns the exit code.
 */
export async function runKeywarden(args: readonly string[]): Promise<0 | 1 | 2> {
  try {
    await keywardenCommand().parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // Help that was asked for by leaving out a subcommand has been printed already.
      if (error.code !== "commander.help") say(error.message.replace(/^error: /, ""));
      return 2;
    }
    say(failureLine(error));
    return error instanceof Exit ? error.exitCode : 1;
  }
}

function say(line: string): void {
  process.stderr.write(`keywarden: ${line.replaceAll(/\s*\n\s*/g, " ")}\n`);
}
