import { readFileSync } from "node:fs";
import { Command } from "commander";
import { applyCommand } from "./apply.ts";
import { doctorCommand } from "./doctor.ts";
import { exportCommand } from "./export.ts";
import { keyChangeCommands } from "./key-change.ts";
import { keyIssueCommand } from "./key-issue.ts";
import { keyListCommand } from "./key-list.ts";
import { keyRotateCommand } from "./key-rotate.ts";
import { keyShowCommand } from "./key-show.ts";
import { orgCreateCommand } from "./org-create.ts";
import { orgListCommand } from "./org-list.ts";
import { ownerCreateCommand } from "./owner-create.ts";

/** The whole command line. Nothing that speaks SQL is loaded before a command has understood its arguments. */
export function keywardenCommand(): Command {
  const program = new Command("keywarden")
    .description("Acts on the Keywarden of this machine. Every act is audited as cli:<your user name>.")
    .version(version(), "--version", "print the release")
    .option("--json", "print one JSON value on stdout");
  const group = (name: string, words: string, ...commands: Command[]) => {
    const made = new Command(name).description(words);
    for (const command of commands) made.addCommand(command);
    program.addCommand(made);
  };
  group("owner", "the venue's owners", ownerCreateCommand());
  group("org", "organizations", orgCreateCommand(), orgListCommand());
  group(
    "key",
    "API keys",
    keyIssueCommand(),
    keyListCommand(),
    keyShowCommand(),
    ...keyChangeCommands(),
    keyRotateCommand(),
  );
  for (const command of [applyCommand(), exportCommand(), doctorCommand()]) program.addCommand(command);
  prepare(program);
  return program;
}

/** Wrong usage becomes an exception everywhere, so that main.ts alone decides what is said and how it ends. */
function prepare(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp({ showGlobalOptions: true });
  command.commands.forEach(prepare);
}

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
