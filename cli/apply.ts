import { Command } from "commander";
import type { AppliedPlan, PlanLine } from "#lib/policy/contract.ts";
import { withInstallation } from "./installation.ts";
import { fileText, wantsJson } from "./options.ts";
import { facts, gatesText, printJson, printText } from "./print.ts";

type Options = { file: string; dryRun?: boolean };

export function applyCommand(): Command {
  return new Command("apply")
    .description("put a configuration file in force, whole: what it doesn't name is gone")
    .requiredOption("-f, --file <file>", "the YAML file; - for stdin")
    .option("--dry-run", "only show what would change")
    .action(async ({ file, dryRun = false }: Options, command: Command) => {
      const document = fileText("--file", file);
      const { applied, gates } = await withInstallation(async (installation) => {
        const { applyConfiguration } = await import("#lib/policy/apply.ts");
        const applied = await installation.act("policy.apply", (tx) =>
          applyConfiguration(tx, installation.actor, { document, dryRun }),
        );
        return { applied, gates: dryRun ? null : await installation.gates(applied.version) };
      });
      const { changed, plan } = applied;
      if (wantsJson(command))
        return printJson({ changed, dryRun, plan, ...(gates === null ? {} : { gates }) });
      printText(
        [
          ...outcome(applied, dryRun),
          ...(gates === null ? [] : ["", facts([["Gates", gatesText(gates)]])]),
        ].join("\n"),
      );
    });
}

function outcome({ changed, plan }: AppliedPlan, dryRun: boolean): string[] {
  if (!changed) return ["It is in force already. Nothing was changed."];
  const widening = plan.filter(({ widens }) => widens).length;
  const count = `${plan.length} ${plan.length === 1 ? "change" : "changes"}, ${widening} of them widening access`;
  return [
    ...plan.map(planText),
    ...(plan.length === 0 ? [] : [""]),
    dryRun ? `${count}. Nothing was applied: leave out --dry-run to apply.` : `Applied: ${count}.`,
  ];
}

/** `+ upstream exchange`, `~ limit default, quota: 100 → 200  (widens access)`. */
function planText({ op, subject, from, to, widens }: PlanLine): string {
  const sign = { add: "+", remove: "-", change: "~" }[op];
  const values = op === "change" ? `: ${from ?? "none"} → ${to ?? "none"}` : "";
  return `${sign} ${subject}${values}${widens ? "  (widens access)" : ""}`;
}
