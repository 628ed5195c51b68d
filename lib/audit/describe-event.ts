import { permissions } from "#lib/authz/permissions.ts";
import type { JsonValue } from "#lib/crypto/canonical-json.ts";
import { type EventName, specOf } from "./catalogue.ts";
import { changeInWords, describeChanges, fieldValue } from "./describe-change.ts";
import type { ReadEntry } from "./read-entry.ts";

const CHANGES_SHOWN = 2;
const SCOPES_SHOWN = 3;

type Say = (entry: ReadEntry, what: string) => string;

/** Events that say more, or less, than their catalogue's words and their object's name. */
const sentences: Partial<Record<EventName, Say>> = {
  "access.denied": ({ target }) => `was refused: they may not ${permissionWords(target.id)}`,
  "authenticator.added": (entry, what) =>
    entry.outcome === "failure"
      ? `tried to add the passkey ${what} and was refused${because(entry)}`
      : `added the passkey ${what}`,
  "configuration.applied": ({ target }) => `applied configuration ${target.id}`,
  "data_key.created": ({ after }) =>
    `made version ${text(after?.version, "1")} of the organization's data key`,
  "enrolment.completed": (entry) =>
    entry.outcome === "failure"
      ? `refused an enrolment${because(entry)}`
      : `enrolled as ${text(entry.after?.role, "owner")}`,
  "enrolment.created": ({ after, target }) =>
    `made an enrolment link for ${target.name ?? text(after?.email, `an ${text(after?.role, "owner")}`)}`,
  "key.issued": ({ after }, what) => `issued ${what}${scopeWords(after?.scopes)}`,
  "key.rotated": ({ after }, what) =>
    after?.version === undefined
      ? `rotated ${what}`
      : `rotated ${what} to version ${text(after.version, "")}`,
  "person.sign_in_refused": (entry) =>
    `refused a sign-in of ${entry.target.name ?? "somebody unknown"}${because(entry)}`,
  "person.signed_in": ({ details }) =>
    details?.factor === "recovery_code" ? "signed in with a recovery code" : "signed in",
  "recovery_code.used": () => "used a recovery code",
  "recovery_codes.created": ({ details }) =>
    `made ${text(details?.made, "")} recovery codes`.replace("  ", " "),
  "session.ended": ({ reason, details }) => {
    if (reason === "replaced") return "replaced their session with a new one";
    return details?.by === "another_sign_in" ? "ended another of their sessions" : "signed out";
  },
  "session.ended_all": () => "signed out everywhere",
  "session.stepped_up": () => "confirmed with a passkey",
  "step_up.refused": (entry) => `failed to confirm with a passkey${because(entry)}`,
};

/** Acts whose before and after are in the words already. */
const WHOLE =
  /\.(?:issued|created|completed|revoked|suspended|resumed|added|removed|revealed|started|stopped)$/;

/**
 * One plain sentence without its subject: "suspended mm-prod-eu-2", "renamed organization Aster: name Venue → Aster".
 * Read with personal values in their places (see `readEntry`), it says them; without, it goes by ids.
 */
export function describeEvent(entry: ReadEntry): string {
  const { action, target, outcome } = entry;
  const what = target.name ?? target.id;
  const say = sentences[action];
  if (say !== undefined) return say(entry, what);
  const sentence = `${specOf(action).words} ${what}`;
  if (outcome === "failure") return `${sentence}: it failed${because(entry)}`;
  return WHOLE.test(action) ? sentence : `${sentence}${changed(entry)}`;
}

function permissionWords(id: string): string {
  return Object.hasOwn(permissions, id) ? permissions[id as keyof typeof permissions].words : id;
}

function text(value: JsonValue | undefined, otherwise: string): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : otherwise;
}

function scopeWords(scopes: JsonValue | undefined): string {
  if (!Array.isArray(scopes) || scopes.length === 0) return "";
  const rest = scopes.length - SCOPES_SHOWN;
  const shown = fieldValue("scopes", scopes.slice(0, SCOPES_SHOWN));
  return ` with ${shown}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** The code of a refusal, which is what somebody searches for. */
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
