import { Command } from "commander";
import type { Actor } from "#lib/authz/actor.ts";
import type { Permission } from "#lib/authz/permissions.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Result } from "#lib/kernel/result.ts";
import { type ChangeStatusInput, changeStatusInput, type StatusChange } from "#lib/keys/contract.ts";
import { withInstallation } from "./installation.ts";
import { parsed, wantsJson } from "./options.ts";
import { facts, gatesText, printJson, printText, timeText } from "./print.ts";

type Verb = {
  readonly verb: string;
  readonly words: string;
  readonly done: string;
  readonly permission: Permission;
  readonly load: () => Promise<
    (tx: Tx, actor: Actor, input: ChangeStatusInput) => Promise<Result<StatusChange, string>>
  >;
  /** The verb that takes it back; null where nothing does. */
  readonly undo: string | null;
};

const verbs: readonly Verb[] = [
  {
    verb: "suspend",
    words: "stop a key until it is resumed",
    done: "Suspended",
    permission: "key.suspend",
    load: async () => (await import("#lib/keys/suspend.ts")).suspendKey,
    undo: "resume",
  },
  {
    verb: "resume",
    words: "let a suspended key work again",
    done: "Resumed",
    permission: "key.resume",
    load: async () => (await import("#lib/keys/resume.ts")).resumeKey,
    undo: "suspend",
  },
  {
    verb: "revoke",
    words: "end a key for good",
    done: "Revoked",
    permission: "key.revoke",
    load: async () => (await import("#lib/keys/revoke.ts")).revokeKey,
    undo: null,
  },
];

/** `key suspend`, `key resume`, `key revoke`: one act on one key, with its reason. */
export function keyChangeCommands(): Command[] {
  return verbs.map((verb) =>
    new Command(verb.verb)
      .description(verb.words)
      .argument("<id>", "the key's id")
      .requiredOption("--reason <reason>", "why; kept in the audit log")
      .action((id: string, { reason }: { reason: string }, command: Command) =>
        changeStatus(verb, parsed(changeStatusInput, { keyId: id, reason }), wantsJson(command)),
      ),
  );
}

async function changeStatus(verb: Verb, input: ChangeStatusInput, json: boolean): Promise<void> {
  const { change, gates } = await withInstallation(async ({ act, actor, gates }) => {
    const run = await verb.load();
    const change = await act(verb.permission, (tx) => run(tx, actor, input));
    return { change, gates: await gates(change.policyVersion) };
  });
  const { status, effectiveAt } = change;
  if (json) return printJson({ status, effectiveAt, gates });
  const line = change.changed
    ? `${verb.done} at ${timeText(effectiveAt)}.`
    : `It was ${status} already, since ${timeText(effectiveAt)}. Nothing was changed.`;
  const undo: [string, string][] =
    verb.undo === null ? [] : [["Undo", `keywarden key ${verb.undo} ${input.keyId} --reason …`]];
  printText(`${line}\n\n${facts([["Gates", gatesText(gates)], ...undo])}`);
}
