import { Command } from "commander";
import { withInstallation } from "./installation.ts";
import { wantsJson } from "./options.ts";
import { printJson, printText } from "./print.ts";

export function exportCommand(): Command {
  return new Command("export")
    .description("print the configuration in force as a file that applies back to the same")
    .action(async (_: unknown, command: Command) => {
      const text = await withInstallation(async ({ read }) => {
        const { exportConfiguration } = await import("#lib/policy/export.ts");
        return read("policy.read", exportConfiguration);
      });
      if (!wantsJson(command)) return printText(text);
      const { parse } = await import("yaml");
      printJson(parse(text));
    });
}
