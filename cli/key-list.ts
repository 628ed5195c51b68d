import { Command } from "commander";
import { type KeyFilter, keyFilter } from "#lib/keys/contract.ts";
import { refused } from "./exit.ts";
import { withInstallation } from "./installation.ts";
import { keyJson } from "./key-json.ts";
import { parsed, wantsJson } from "./options.ts";
import { printJson, printText, table } from "./print.ts";

export function keyListCommand(): Command {
  return new Command("list")
    .description("list keys, newest first")
    .option("--org <id>", "of one organization")
    .action(async ({ org }: { org?: string }, command: Command) => {
      const filter: KeyFilter = parsed(
        keyFilter,
        org === undefined ? {} : { org: { op: "is", values: [org] } },
      );
      const keys = await withInstallation(async ({ actor, act, read }) => {
        const [{ listEveryKey }, { findOrganization }] = await Promise.all([
          import("#lib/keys/queries.ts"),
          import("#lib/orgs/queries.ts"),
        ]);
        if (org !== undefined) await act("org.read", (tx) => findOrganization(tx, actor, { orgId: org }));
        return read("key.read", (tx) => listEveryKey(tx, actor, filter));
      });
      if (!keys.whole)
        throw refused(`There are more than ${keys.rows.length} keys: name one organization with --org.`);
      if (wantsJson(command)) return printJson(keys.rows.map(keyJson));
      if (keys.rows.length === 0) return printText("No keys yet. Issue one: keywarden key issue --help");
      const rows = keys.rows.map((key) => [
        key.name,
        key.keyId,
        key.org.name,
        key.env,
        key.kind,
        key.highestScope + (key.scopes.length > 1 ? ` +${key.scopes.length - 1}` : ""),
        key.badge,
        key.expiresAt.slice(0, 10),
        key.lastUsedAt?.slice(0, 16).replace("T", " ") ?? "never",
      ]);
      printText(
        table(
          [
            "name",
            "id",
            "organization",
            "env",
            "kind",
            "highest scope",
            "status",
            "expires",
            "last used (UTC)",
          ],
          rows,
        ),
      );
    });
}
