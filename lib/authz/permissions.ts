import type { Actor, Role, SessionFactor } from "./actor.ts";

/** How a person proves themselves anew before an act (RFC 9470 in spirit). */
export type StepUp = {
  /** Seconds a step-up lasts for this act. */
  readonly maxAgeSec: number;
};

type Rule = {
  readonly roles: readonly Role[];
  /** The operator's command may do it too. */
  readonly command: boolean;
  readonly stepUp: StepUp | null;
  /** The sign-ins that carry it; default: those with a passkey. */
  readonly factors?: readonly SessionFactor[];
  /** What the act is, in the words of a refusal. */
  readonly words: string;
};

const FRESH: StepUp = { maxAgeSec: 300 };
const owner = ["owner"] as const;
const PASSKEY: readonly SessionFactor[] = ["passkey"];

/** Who may do what, and what they must prove first. The one place a permission is defined. */
export const permissions = {
  "account.read": { roles: owner, command: false, stepUp: null, words: "see their own account" },
  "account.factors": { roles: owner, command: false, stepUp: FRESH, words: "change their passkeys" },
  "account.recover": {
    roles: owner,
    command: false,
    stepUp: null,
    factors: ["recovery_code"],
    words: "enrol a new passkey",
  },
  "account.sign_out": {
    roles: owner,
    command: false,
    stepUp: null,
    factors: ["passkey", "recovery_code"],
    words: "end their sessions",
  },
  "account.step_up": { roles: owner, command: false, stepUp: null, words: "confirm with their passkey" },
  "venue.rename": { roles: owner, command: false, stepUp: null, words: "name the venue" },
  "org.read": { roles: owner, command: true, stepUp: null, words: "see organizations" },
  "org.create": { roles: owner, command: true, stepUp: FRESH, words: "create an organization" },
  "key.read": { roles: owner, command: true, stepUp: null, words: "see keys" },
  "key.issue": { roles: owner, command: true, stepUp: FRESH, words: "issue a key" },
  "key.rotate": { roles: owner, command: true, stepUp: FRESH, words: "rotate a key" },
  "key.suspend": { roles: owner, command: true, stepUp: null, words: "suspend a key" },
  "key.resume": { roles: owner, command: true, stepUp: FRESH, words: "resume a key" },
  "key.revoke": { roles: owner, command: true, stepUp: FRESH, words: "revoke a key" },
  "policy.read": { roles: owner, command: true, stepUp: null, words: "see upstreams and limits" },
  "policy.apply": { roles: [], command: true, stepUp: null, words: "apply a configuration" },
  "traffic.read": { roles: owner, command: true, stepUp: null, words: "see traffic" },
  "audit.read": { roles: owner, command: true, stepUp: null, words: "read the audit log" },
  "health.read": { roles: owner, command: true, stepUp: null, words: "see health" },
  "owner.enrol": { roles: [], command: true, stepUp: null, words: "make an owner's enrolment link" },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;

/** Whether an actor may do a thing at all; step-up is judged apart, by `steppedUpFor`. */
export function can(actor: Actor, permission: Permission): { readonly allowed: boolean } {
  const rule: Rule = permissions[permission];
  switch (actor.kind) {
    case "person":
      return {
        allowed:
          actor.orgKind === "venue" &&
          rule.roles.includes(actor.role) &&
          (rule.factors ?? PASSKEY).includes(actor.factor),
      };
    case "command":
      return { allowed: rule.command };
    case "system":
      return { allowed: false };
  }
}

/** Whether the actor's last proof is recent enough for this act. Non-persons have none to give. */
export function steppedUpFor(actor: Actor, permission: Permission, nowMs: number): boolean {
  const { stepUp }: Rule = permissions[permission];
  if (stepUp === null || actor.kind !== "person") return true;
  if (actor.steppedUpAtMs === null) return false;
  return nowMs - actor.steppedUpAtMs <= stepUp.maxAgeSec * 1000;
}
