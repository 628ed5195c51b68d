import { Command } from "commander";
import { highestRisk } from "#lib/keys/scopes.ts";
import { withInstallation } from "./installation.ts";
import { wantsJson } from "./options.ts";
import { printJson, printText, table } from "./print.ts";

export function orgListCommand(): Command {
  return new Command("list")
    .description("list organizations, the venue first")
    .action(async (_: unknown, command: Command) => {
      const organizations = await withInstallation(async ({ actor, read }) => {
        const { listOrganizations } = await import("#lib/orgs/queries.ts");
        return read("org.read", (tx) => listOrganizations(tx, actor));
      });
      if (wantsJson(command)) return printJson(organizations);
      const rows = organizations.map((org) => [
        org.name,
        org.id,
        org.frozenAt ? "frozen" : org.kind,
        org.tier ?? "default",
        String(org.keys),
        String(org.keysThatMoveMoney),
        ceilingText(org.ceiling),
      ]);
      printText(table(["name", "id", "kind", "tier", "keys", "move money", "ceiling"], rows));
    });
}

const SPELT_OUT_MAX = 4;

function ceilingText(ceiling: readonly string[]): string {
  if (ceiling.length <= SPELT_OUT_MAX) return ceiling.join(" ");
  return `${ceiling.length} scopes, up to ${highestRisk(ceiling)}`;
}
