import { Command } from "commander";
import {
  type IssuedKey,
  type IssueKeyInput,
  issueKeyInput,
  type KeyKind,
  keyEnvs,
  keyKinds,
  keyProfiles,
} from "#lib/keys/contract.ts";
import { describeAccess } from "#lib/keys/describe-access.ts";
import { canonicalNetwork } from "#lib/keys/networks.ts";
import { kindRules } from "#lib/keys/rules.ts";
import type { ScopeCatalogue } from "#lib/keys/scopes.ts";
import { wrongUsage } from "./exit.ts";
import { withInstallation } from "./installation.ts";
import { fileText, pairs, parsed, repeated, wantsJson } from "./options.ts";
import { facts, gatesText, note, printJson, printText } from "./print.ts";
import { howToUse, secretFact } from "./secret-text.ts";

type Options = {
  org: string;
  name: string;
  kind: string;
  profile?: string;
  publicKey?: string;
  scope: readonly string[];
  ip?: readonly string[];
  expiresIn?: string;
  env?: string;
  constraint?: readonly string[];
  reason: string;
};

export function keyIssueCommand(): Command {
  return new Command("issue")
    .description("issue a key and print its secret once (audited as break-glass)")
    .requiredOption("--org <id>", "the organization that uses it")
    .requiredOption("--name <name>", "what it is called")
    .requiredOption("--kind <kind>", keyKinds.join(" | "))
    .option("--profile <profile>", keyProfiles.join(" | "))
    .option("--public-key <file.pem>", "the public half, for the kinds that have one")
    .requiredOption("--scope <scope>", "what it may do; repeats", repeated)
    .option("--ip <cidr>", "a network it may be used from; repeats; none: any address", repeated)
    .option("--expires-in <duration>", "how long it lives, such as 30d (default 90d)")
    .option("--env <env>", `${keyEnvs.join(" | ")} (default live)`)
    .option("--constraint <k=v>", "a constraint; repeats", repeated)
    .requiredOption("--reason <reason>", "why; kept in the audit log")
    .action(async (options: Options, command: Command) => {
      const input = readInput(options);
      const { issued, gates, catalogue, gateway } = await withInstallation(async (installation) => {
        const [{ issueKey }, { knownScopes }] = await Promise.all([
          import("#lib/keys/issue.ts"),
          import("#lib/keys/known-scopes.ts"),
        ]);
        const issued = await installation.act("key.issue", (tx) => issueKey(tx, installation.actor, input));
        return {
          issued,
          gates: await installation.gates(issued.policyVersion),
          catalogue: await installation.read("key.read", knownScopes),
          gateway: installation.env.gateway.origins[0],
        };
      });
      for (const line of narrowings(options.ip ?? [])) note(line);
      const { keyId, versionId, secret, status } = issued;
      if (wantsJson(command))
        return printJson({ keyId, versionId, ...(secret === null ? {} : { secret }), status, gates });
      printText(text(input, issued, catalogue, gatesText(gates), gateway));
    });
}

function readInput(options: Options): IssueKeyInput {
  const { org, scope, ip, expiresIn, constraint, publicKey, ...rest } = options;
  const takesPublicKey = Object.hasOwn(kindRules, rest.kind) && kindRules[rest.kind as KeyKind].publicKey;
  if (takesPublicKey && publicKey === undefined)
    throw wrongUsage(
      `--public-key: a key of kind ${rest.kind} needs it. Give the file with its public key in PEM.`,
    );
  return parsed(issueKeyInput, {
    ...rest,
    orgId: org,
    scopes: scope,
    ips: ip,
    expiresIn,
    constraints: constraint && pairs("--constraint", constraint),
    publicKey: publicKey === undefined ? undefined : fileText("--public-key", publicKey),
  });
}

/** What was normalised is told: the key is not used from where its list was thought to begin. */
function narrowings(ips: readonly string[]): string[] {
  return ips.flatMap((text) => {
    const network = canonicalNetwork(text);
    return network.ok && network.value.narrowed ? [`--ip: ${text.trim()} → ${network.value.cidr}`] : [];
  });
}

function text(
  input: IssueKeyInput,
  issued: IssuedKey,
  catalogue: ScopeCatalogue,
  gates: string,
  gateway: string,
): string {
  const access = { ...input, status: issued.status, expiresAt: issued.expiresAt };
  const rows: [string, string][] = [
    ["Key", issued.keyId],
    ["Version", issued.versionId],
    ...secretFact(issued),
    ["Gates", gates],
    ["Next", howToUse(input.kind, issued.keyId, gateway)],
  ];
  return `Issued ${input.name}.\n${describeAccess(access, Date.now(), catalogue).text}\n\n${facts(rows)}`;
}
