import { expect, it } from "vitest";
import type { PersonActor } from "./actor.ts";
import { can, type Permission, permissions, steppedUpFor } from "./permissions.ts";

const person: PersonActor = {
  kind: "person",
  id: "0192f000-0000-7000-8000-000000000001",
  name: "Mara",
  email: "mara@aster.example",
  orgId: "0192f000-0000-7000-8000-000000000002",
  orgKind: "venue",
  role: "owner",
  sessionId: "0192f000-0000-7000-8000-000000000003",
  factor: "passkey",
  steppedUpAtMs: null,
  ip: null,
  userAgent: null,
};
const all = Object.keys(permissions) as Permission[];

// Guarantee: our own processes hold no person's permissions.
it("grants a system actor nothing", () => {
  for (const permission of all)
    expect(can({ kind: "system", id: "system:worker" }, permission).allowed).toBe(false);
});

// Guarantee: whoever is not of the venue holds no venue permission, whatever the role is called.
it("grants a client's person nothing on this floor", () => {
  for (const permission of all) expect(can({ ...person, orgKind: "client" }, permission).allowed).toBe(false);
});

// Guarantee: every act that gives access, ends it for good or changes a way in needs a proof younger than its row says.
it.each(["account.factors", "org.create", "key.issue", "key.rotate", "key.resume", "key.revoke"] as const)(
  "lets the step-up for %s age",
  (permission) => {
    const at = 1_000_000;
    expect(steppedUpFor(person, permission, at)).toBe(false);
    expect(steppedUpFor({ ...person, steppedUpAtMs: at }, permission, at + 300_000)).toBe(true);
    expect(steppedUpFor({ ...person, steppedUpAtMs: at }, permission, at + 300_001)).toBe(false);
  },
);

// Guarantee: containing is fast: suspending never waits for a step-up.
it("suspends without a step-up", () => {
  expect(steppedUpFor(person, "key.suspend", 0)).toBe(true);
});

// Guarantee: whoever came in with a recovery code can enrol a passkey or leave, and nothing else.
it("confines a sign-in by recovery code", () => {
  const recovering: PersonActor = { ...person, factor: "recovery_code" };
  const granted = all.filter((permission) => can(recovering, permission).allowed);
  expect(granted).toEqual(["account.recover", "account.sign_out"]);
  expect(can(person, "account.recover").allowed).toBe(false);
});
