import { Command } from "commander";
import { rotateKeyInput } from "#lib/keys/contract.ts";
import { withInstallation } from "./installation.ts";
import { fileText, parsed, wantsJson } from "./options.ts";
import { facts, gatesText, printJson, printText, timeText } from "./print.ts";
import { secretFact } from "./secret-text.ts";

type Options = { reason: string; overlap?: string; publicKey?: string };

export function keyRotateCommand(): Command {
  return new Command("rotate")
    .description("give a key a new credential of the same kind; the old one works on for the overlap")
    .argument("<id>", "the key's id")
    .requiredOption("--reason <reason>", "why; kept in the audit log")
    .option("--overlap <duration>", "how long both work, 0s to 7d (default 24h)")
    .option("--public-key <file.pem>", "the new public half, for the kinds that have one")
    .action(async (id: string, { reason, overlap, publicKey }: Options, command: Command) => {
      const input = parsed(rotateKeyInput, {
        keyId: id,
        reason,
        overlap,
        publicKey: publicKey === undefined ? undefined : fileText("--public-key", publicKey),
      });
      const { rotated, gates } = await withInstallation(async (installation) => {
        const { rotateKey } = await import("#lib/keys/rotate.ts");
        const rotated = await installation.act("key.rotate", (tx) =>
          rotateKey(tx, installation.actor, input),
        );
        return { rotated, gates: await installation.gates(rotated.policyVersion) };
      });
      const { keyId, versionId, secret, previousValidUntil } = rotated;
      if (wantsJson(command)) {
        const shown = secret === null ? {} : { secret };
        return printJson({ keyId, versionId, ...shown, previousValidUntil, gates });
      }
      const rows: [string, string][] = [
        ["Version", versionId],
        ...secretFact(rotated),
        ["Gates", gatesText(gates)],
        ["Before it", `works until ${timeText(previousValidUntil)}`],
        ["Next", `move every client to the new one, then look at its last use: keywarden key show ${keyId}`],
      ];
      printText(`Rotated ${keyId}.\n\n${facts(rows)}`);
    });
}
