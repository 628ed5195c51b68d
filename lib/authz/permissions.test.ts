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

// Guarantee: a dangerous act needs a proof younger than its row says.
it("lets a step-up age", () => {
  const at = 1_000_000;
  expect(steppedUpFor(person, "key.revoke", at)).toBe(false);
  expect(steppedUpFor({ ...person, steppedUpAtMs: at }, "key.revoke", at + 300_000)).toBe(true);
  expect(steppedUpFor({ ...person, steppedUpAtMs: at }, "key.revoke", at + 300_001)).toBe(false);
});

// Guarantee: containing is fast: suspending never waits for a step-up.
it("suspends without a step-up", () => {
  expect(steppedUpFor(person, "key.suspend", 0)).toBe(true);
});
