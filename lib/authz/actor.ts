/** Roles people hold in an organization. Client roles and the venue's other roles join this union with their rows. */
export type Role = "owner";

/** What opened a sign-in: a recovery code only lets its person enrol a new passkey. */
export type SessionFactor = "passkey" | "recovery_code";

/** A signed-in person, acting in one organization. */
export type PersonActor = {
  readonly kind: "person";
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly orgId: string;
  readonly orgKind: "venue" | "client";
  readonly role: Role;
  readonly sessionId: string;
  readonly factor: SessionFactor;
  /** When and with what the person last proved who they are; `null`: never since signing in. */
  readonly steppedUpAtMs: number | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
};

/** The operator's command on this machine: break-glass, audited as `cli:<system user>`. */
export type CommandActor = { readonly kind: "command"; readonly id: `cli:${string}` };

/** One of our own processes, where no person stands behind the act. */
export type SystemActor = {
  readonly kind: "system";
  readonly id: "system:launcher" | "system:console" | "system:gate" | "system:worker" | "system:demo";
};

const SYSTEM_WORDS: Readonly<Record<SystemActor["id"], string>> = {
  "system:console": "Console",
  "system:demo": "Demo",
  "system:gate": "Gate",
  "system:launcher": "Launcher",
  "system:worker": "Worker",
};

/** What an actor who is no person is called: one of our own processes by its name, a command by its id. */
export function actorWords(id: string): string {
  return (SYSTEM_WORDS as Readonly<Record<string, string>>)[id] ?? id;
}

export type Actor = PersonActor | CommandActor | SystemActor;
