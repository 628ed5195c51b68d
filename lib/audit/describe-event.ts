import { permissions } from "#lib/authz/permissions.ts";
import { specOf } from "./catalogue.ts";
import { changeInWords, describeChanges } from "./describe-change.ts";
import type { ReadEntry } from "./read-entry.ts";

const CHANGES_SHOWN = 2;

/** Acts that made their object, or ended it: what it had before and after is all of it, and no part of the sentence. */
const WHOLE = /\.(?:issued|created|completed|revoked|suspended|resumed|added|removed)$/;

/**
 * One plain sentence without its subject: "suspended mm-prod-eu-2", "renamed organization Halcyon: name A → B".
 * Read with personal values in their places (see `readEntry`), it says them; without, it goes by ids.
 */
export function describeEvent(entry: ReadEntry): string {
  const { action, target, outcome } = entry;
  const what = target.name ?? target.id;
  switch (action) {
    case "access.denied":
      return `was refused: they may not ${permissionWords(target.id)}`;
    case "person.signed_in":
    case "session.stepped_up":
    case "recovery_code.used":
    case "recovery_codes.created":
    case "session.ended":
      return specOf(action).words;
    case "step_up.refused":
      return `${specOf(action).words}${because(entry)}`;
    case "person.sign_in_refused":
      return `${specOf(action).words} ${target.name ?? "somebody unknown"}${because(entry)}`;
    default: {
      const sentence = `${specOf(action).words} ${what}`;
      if (outcome === "failure") return `${sentence}: it failed${because(entry)}`;
      return WHOLE.test(action) ? sentence : `${sentence}${changed(entry)}`;
    }
  }
}

function permissionWords(id: string): string {
  return Object.hasOwn(permissions, id) ? permissions[id as keyof typeof permissions].words : id;
}

function because({ reason }: ReadEntry): string {
  return reason === null ? "" : ` (${reason})`;
}

function changed({ before, after }: ReadEntry): string {
  if (before === null || after === null) return "";
  const changes = describeChanges(before, after);
  const shown = changes.slice(0, CHANGES_SHOWN).map(changeInWords);
  const rest = changes.length - shown.length;
  if (shown.length === 0) return "";
  return `: ${shown.join("; ")}${rest > 0 ? `; ${rest} more` : ""}`;
}
