import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { enrolOwner, rp, signIn } from "#lib/identity/testing.ts";
import { newKeyId, uuidv7 } from "#lib/kernel/ids.ts";
import {
  issueKeyAction,
  resumeKeyAction,
  revokeKeyAction,
  rotateKeyAction,
  suspendKeyAction,
} from "./keys/actions.ts";
import { createOrganizationAction } from "./organizations/actions.ts";
import { beginAddPasskeyAction, createRecoveryCodesAction, removePasskeyAction } from "./settings/actions.ts";

/** The request under way, as Next would give it. */
const request = vi.hoisted(() => ({ headers: new Headers(), handle: "" }));
vi.mock("server-only", () => ({}));
vi.mock("next/headers", () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => (name === "__Host-kw-session" ? { value: request.handle } : undefined),
  }),
}));

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  const { device } = await enrolOwner("mara@aster.example");
  const done = await signIn(device);
  if (!done.ok) throw new Error(done.code);
  request.handle = done.value.handle;
  request.headers = new Headers({
    origin: rp.origin,
    "sec-fetch-site": "same-origin",
    "content-type": "text/plain;charset=UTF-8",
    "next-action": "7f",
    "x-keywarden-client-ip": "198.51.100.7",
  });
});
afterAll(() => db.end());

const keyId = newKeyId();
const reason = "for a test";
const key = { orgId: uuidv7(), name: "desk", kind: "hmac" as const, scopes: ["market:read"], reason };
const change = { keyId, reason };

// Guarantee: whoever finds the console open gives nobody access, ends none for good and changes no way in.
it.each<[string, () => Promise<unknown>]>([
  ["issuing a key", () => issueKeyAction(key)],
  ["rotating a key", () => rotateKeyAction(change)],
  ["resuming a key", () => resumeKeyAction(change)],
  ["revoking a key", () => revokeKeyAction(change)],
  ["creating an organization", () => createOrganizationAction({ name: "Halcyon", ceiling: ["market:read"] })],
  ["adding a passkey", () => beginAddPasskeyAction({})],
  ["removing a passkey", () => removePasskeyAction({ authenticatorId: uuidv7() })],
  ["making recovery codes", () => createRecoveryCodesAction({})],
])("asks for the passkey before %s", async (_, act) => {
  expect(await act()).toEqual({ ok: false, code: "step_up_required" });
});

// Guarantee: containing waits for nothing.
it("suspends at once", async () => {
  expect(await suspendKeyAction(change)).toMatchObject({ ok: false, code: "key_not_found" });
});
