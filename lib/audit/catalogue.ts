/**
 * Every event the audit log may hold, and how each reads in OCSF. An event that is not here doesn't compile.
 *
 * What an entry means is fixed once it is written: a row here is never changed in meaning, only added.
 * Runs anywhere.
 */

/** The released OCSF schema whose classes and activities are used below (schema.ocsf.io/1.5.0). */
export const OCSF_VERSION = "1.5.0";

/** OCSF classes in use, with the activities of each that we name. 0 and 99 exist in every class. */
export const ocsfClasses = {
  account_change: {
    uid: 3001,
    name: "Account Change",
    categoryUid: 3,
    categoryName: "Identity & Access Management",
    activities: { 1: "Create", 10: "MFA Factor Enable", 11: "MFA Factor Disable", 99: "Other" },
  },
  authentication: {
    uid: 3002,
    name: "Authentication",
    categoryUid: 3,
    categoryName: "Identity & Access Management",
    activities: { 1: "Logon", 2: "Logoff", 99: "Other" },
  },
  entity_management: {
    uid: 3004,
    name: "Entity Management",
    categoryUid: 3,
    categoryName: "Identity & Access Management",
    activities: {
      1: "Create",
      2: "Read",
      3: "Update",
      4: "Delete",
      12: "Suspend",
      13: "Resume",
      99: "Other",
    },
  },
  application_lifecycle: {
    uid: 6002,
    name: "Application Lifecycle",
    categoryUid: 6,
    categoryName: "Application Activity",
    activities: { 3: "Start", 4: "Stop", 99: "Other" },
  },
} as const;

export type OcsfClass = keyof typeof ocsfClasses;

type Ocsf = {
  [C in OcsfClass]: { readonly class: C; readonly activity: keyof (typeof ocsfClasses)[C]["activities"] };
}[OcsfClass];

/** OCSF severity_id: the part of its scale that an act can have. */
export const severities = { 1: "Informational", 2: "Low", 3: "Medium", 4: "High", 5: "Critical" } as const;
export type Severity = keyof typeof severities;

export const targetTypes = [
  "authenticator",
  "configuration",
  "data_key",
  "enrolment",
  "gate",
  "key",
  "key_version",
  "organization",
  "permission",
  "person",
  "session",
] as const;
export type TargetType = (typeof targetTypes)[number];

type EventSpec = {
  readonly ocsf: Ocsf;
  readonly severity: Severity;
  readonly target: readonly TargetType[];
  /**
   * JSON Pointers into the event's data whose text says who somebody is. The entry holds only a commitment to each,
   * so that the value can be redacted later. The actor's name and address, and where they came from, always are.
   */
  readonly personal: readonly string[];
  /** What happened, as a sentence without its subject and object: `<actor> <words> <target>`. */
  readonly words: string;
};

const iam = <A extends keyof (typeof ocsfClasses)["entity_management"]["activities"]>(activity: A) =>
  ({ class: "entity_management", activity }) as const;
const login = <A extends keyof (typeof ocsfClasses)["authentication"]["activities"]>(activity: A) =>
  ({ class: "authentication", activity }) as const;
const account = <A extends keyof (typeof ocsfClasses)["account_change"]["activities"]>(activity: A) =>
  ({ class: "account_change", activity }) as const;
const lifecycle = <A extends keyof (typeof ocsfClasses)["application_lifecycle"]["activities"]>(
  activity: A,
) => ({ class: "application_lifecycle", activity }) as const;

const PERSON_FIELDS = [
  "/after/email",
  "/after/name",
  "/before/email",
  "/before/name",
  "/target/name",
] as const;

/** Alphabetical. `details` of each: what its domain's function writes. */
export const auditCatalogue = {
  "access.denied": {
    ocsf: iam(99),
    severity: 3,
    target: ["permission"],
    personal: [],
    words: "was refused",
  },
  "authenticator.added": {
    ocsf: account(10),
    severity: 3,
    target: ["authenticator"],
    personal: ["/target/name", "/after/name"],
    words: "added the passkey",
  },
  "authenticator.removed": {
    ocsf: account(11),
    severity: 3,
    target: ["authenticator"],
    personal: ["/target/name", "/before/name"],
    words: "removed the passkey",
  },
  "configuration.applied": {
    ocsf: iam(3),
    severity: 3,
    target: ["configuration"],
    personal: [],
    words: "applied configuration",
  },
  "data_key.created": {
    ocsf: iam(1),
    severity: 2,
    target: ["data_key"],
    personal: [],
    words: "made a data key for",
  },
  "enrolment.completed": {
    ocsf: account(1),
    severity: 3,
    target: ["enrolment", "person"],
    personal: [...PERSON_FIELDS, "/details/email", "/details/name"],
    words: "enrolled as",
  },
  "enrolment.created": {
    ocsf: iam(1),
    severity: 3,
    target: ["enrolment"],
    personal: ["/after/email", "/details/email", "/target/name"],
    words: "made an enrolment link for",
  },
  "gate.started": {
    ocsf: lifecycle(3),
    severity: 1,
    target: ["gate"],
    personal: [],
    words: "started gate",
  },
  "gate.stopped": {
    ocsf: lifecycle(4),
    severity: 2,
    target: ["gate"],
    personal: [],
    words: "stopped gate",
  },
  "key.issued": {
    ocsf: iam(1),
    severity: 3,
    target: ["key"],
    personal: [],
    words: "issued",
  },
  "key.resumed": {
    ocsf: iam(13),
    severity: 3,
    target: ["key"],
    personal: [],
    words: "resumed",
  },
  "key.revoked": {
    ocsf: iam(4),
    severity: 3,
    target: ["key"],
    personal: [],
    words: "revoked",
  },
  "key.rotated": {
    ocsf: iam(3),
    severity: 3,
    target: ["key"],
    personal: [],
    words: "rotated",
  },
  "key.suspended": {
    ocsf: iam(12),
    severity: 3,
    target: ["key"],
    personal: [],
    words: "suspended",
  },
  "key.version_ended": {
    ocsf: iam(3),
    severity: 2,
    target: ["key"],
    personal: [],
    words: "ended a version of",
  },
  "organization.created": {
    ocsf: iam(1),
    severity: 2,
    target: ["organization"],
    personal: [],
    words: "created organization",
  },
  "organization.renamed": {
    ocsf: iam(3),
    severity: 2,
    target: ["organization"],
    personal: [],
    words: "renamed organization",
  },
  "person.sign_in_refused": {
    ocsf: login(1),
    severity: 3,
    target: ["person", "session"],
    personal: ["/target/name", "/details/email"],
    words: "refused a sign-in of",
  },
  "person.signed_in": {
    ocsf: login(1),
    severity: 1,
    target: ["person", "session"],
    personal: ["/target/name"],
    words: "signed in",
  },
  "recovery_code.used": {
    ocsf: account(99),
    severity: 4,
    target: ["person", "session"],
    personal: ["/target/name"],
    words: "used a recovery code",
  },
  "recovery_codes.created": {
    ocsf: account(10),
    severity: 3,
    target: ["person"],
    personal: ["/target/name"],
    words: "made recovery codes",
  },
  "secret.revealed": {
    ocsf: iam(2),
    severity: 4,
    target: ["key", "key_version"],
    personal: [],
    words: "was shown the secret of",
  },
  "session.ended": {
    ocsf: login(2),
    severity: 1,
    target: ["session"],
    personal: [],
    words: "ended session",
  },
  "session.ended_all": {
    ocsf: login(2),
    severity: 2,
    target: ["person"],
    personal: ["/target/name"],
    words: "ended all sessions of",
  },
  "session.stepped_up": {
    ocsf: login(99),
    severity: 1,
    target: ["session"],
    personal: [],
    words: "confirmed with a passkey",
  },
  "step_up.refused": {
    ocsf: login(99),
    severity: 3,
    target: ["session", "permission", "person"],
    personal: ["/target/name"],
    words: "failed to confirm with a passkey",
  },
} as const satisfies Record<string, EventSpec>;

export type EventName = keyof typeof auditCatalogue;

export const eventNames = Object.keys(auditCatalogue) as EventName[];

/** The row of an event, with its general type. */
export function specOf(event: EventName): EventSpec {
  return auditCatalogue[event];
}
