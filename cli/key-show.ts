import { Command } from "commander";
import { findKeyInput, type KeyDetail } from "#lib/keys/contract.ts";
import { describeAccess } from "#lib/keys/describe-access.ts";
import type { ScopeCatalogue } from "#lib/keys/scopes.ts";
import { withInstallation } from "./installation.ts";
import { keyJson } from "./key-json.ts";
import { parsed, wantsJson } from "./options.ts";
import { facts, printJson, printText, table, timeText } from "./print.ts";

export function keyShowCommand(): Command {
  return new Command("show")
    .description("show a key with its versions")
    .argument("<id>", "the key's id")
    .action(async (id: string, _: unknown, command: Command) => {
      const input = parsed(findKeyInput, { keyId: id });
      const { key, catalogue } = await withInstallation(async ({ actor, act, read }) => {
        const [{ findKey }, { knownScopes }] = await Promise.all([
          import("#lib/keys/queries.ts"),
          import("#lib/keys/known-scopes.ts"),
        ]);
        const key = await act("key.read", (tx) => findKey(tx, actor, input));
        return { key, catalogue: await read("key.read", knownScopes) };
      });
      if (!wantsJson(command)) return printText(text(key, catalogue));
      const versions = key.versions.map(({ versionId, status, createdAt, validUntil }) => ({
        versionId,
        status,
        createdAt,
        validUntil,
      }));
      printJson({ ...keyJson(key), versions });
    });
}

function text(key: KeyDetail, catalogue: ScopeCatalogue): string {
  const rows: [string, string][] = [
    ["Key", `${key.keyId}, ${key.env}, ${key.kind}`],
    ["For", key.org.name],
    ["Status", `${key.badge}${key.statusReason ? `: ${key.statusReason}` : ""}`],
    ["Scopes", key.scopes.join("\n")],
    ["Networks", key.ips?.join("\n") ?? "any address"],
    ["Issued", `${timeText(key.createdAt)} by ${key.createdBy}: ${key.reason}`],
    ["Expires", timeText(key.expiresAt)],
    ["Last used", key.lastUsedAt ? timeText(key.lastUsedAt) : "never"],
  ];
  const versions = key.versions.map((version) => [
    `v${version.number}`,
    version.badge,
    version.fingerprint,
    timeText(version.createdAt),
    version.validUntil ? timeText(version.validUntil) : "with the key",
    version.lastUsedAt ? timeText(version.lastUsedAt) : "never",
  ]);
  return [
    key.name,
    describeAccess(key, Date.now(), catalogue).text,
    "",
    facts(rows),
    "",
    table(["version", "status", "fingerprint", "since", "until", "last used"], versions),
  ].join("\n");
}
