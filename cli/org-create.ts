import { Command } from "commander";
import { createOrganizationInput } from "#lib/orgs/contract.ts";
import { withInstallation } from "./installation.ts";
import { parsed, repeated, wantsJson } from "./options.ts";
import { facts, gatesText, printJson, printText } from "./print.ts";

type Options = { name: string; tier?: string; ceiling: readonly string[] };

export function orgCreateCommand(): Command {
  return new Command("create")
    .description("create a client organization")
    .requiredOption("--name <name>", "what it is called")
    .option("--tier <tier>", "its limits, by a tier of the configuration")
    .requiredOption("--ceiling <scope>", "a scope that its keys may hold at most; repeats", repeated)
    .action(async ({ name, tier, ceiling }: Options, command: Command) => {
      const input = parsed(createOrganizationInput, { name, tier, ceiling });
      const { id, gates } = await withInstallation(async (installation) => {
        const { createOrganization } = await import("#lib/orgs/create.ts");
        const made = await installation.act("org.create", (tx) =>
          createOrganization(tx, installation.actor, input),
        );
        return { id: made.id, gates: await installation.gates(made.policyVersion) };
      });
      if (wantsJson(command)) return printJson({ id, gates });
      const rows: [string, string][] = [
        ["Id", id],
        ["Ceiling", input.ceiling.join("\n")],
        ["Limits", input.tier ?? "default"],
        ["Gates", gatesText(gates)],
        ["Next", `keywarden key issue --org ${id} …`],
      ];
      printText(`Created ${input.name}.\n\n${facts(rows)}`);
    });
}
