import type { Actor } from "../authz/actor.ts";

/** Login roles of the database, each with the least it needs (drizzle/0001_access.sql). */
export const databaseRoles = ["migrator", "client", "venue", "gate", "worker", "authz", "command"] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

/** The role whose grants and row policies bound what an actor's transaction can do. */
export function roleOf(actor: Actor): DatabaseRole {
  switch (actor.kind) {
    case "person":
      return actor.orgKind;
    case "command":
      return "command";
    case "system":
      return systemRoles[actor.id];
  }
}

const systemRoles = {
  "system:launcher": "command",
  "system:console": "venue",
  "system:gate": "gate",
  "system:worker": "worker",
  "system:demo": "command",
} as const;
