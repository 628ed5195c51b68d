import { Command } from "commander";
import { withInstallation } from "./installation.ts";
import { wantsJson } from "./options.ts";
import { facts, printJson, printText, timeText } from "./print.ts";

export function ownerCreateCommand(): Command {
  return new Command("create")
    .description("make a one-time link by which an owner of the venue enrols")
    .requiredOption("--email <email>", "the only address that can enrol by it")
    .action(async ({ email }: { email: string }, command: Command) => {
      const link = await withInstallation(async ({ env, actor, act }) => {
        const { createOwnerEnrolment } = await import("#lib/identity/create-enrolment.ts");
        return act("owner.enrol", (tx) =>
          createOwnerEnrolment(tx, actor, { email, consoleOrigin: env.console.origin }),
        );
      });
      if (wantsJson(command)) return printJson({ enrolmentUrl: link.enrolmentUrl });
      printText(
        [
          `An owner can enrol as ${email}:`,
          "",
          `  ${link.enrolmentUrl}`,
          "",
          facts([
            ["Until", `${timeText(link.expiresAt)}, once; links made before it have ended`],
            ["Next", "open it in the browser that is to hold the passkey"],
          ]),
        ].join("\n"),
      );
    });
}
