"use server";

import type { PersonActor } from "#lib/authz/actor.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { ok } from "#lib/kernel/result.ts";
import {
  changeStatusInput,
  issueKeyInput,
  rotateKeyInput,
  type StatusChange,
  suspendKeysInput,
} from "#lib/keys/contract.ts";
import { issueKey } from "#lib/keys/issue.ts";
import { resumeKey } from "#lib/keys/resume.ts";
import { revokeKey } from "#lib/keys/revoke.ts";
import { rotateKey } from "#lib/keys/rotate.ts";
import { suspendKey } from "#lib/keys/suspend.ts";
import { suspendKeys } from "#lib/keys/suspend-keys.ts";
import { defineAction } from "#lib/web/define-action.ts";
import { receiptOf } from "./receipt.ts";

const changed =
  (action: "key.suspended" | "key.resumed" | "key.revoked") =>
  async (change: StatusChange, actor: PersonActor) =>
    ok({ ...change, receipt: await receiptOf(actor, { ...change, action, at: change.effectiveAt }) });

export const suspendKeyAction = defineAction({
  permission: "key.suspend",
  input: changeStatusInput,
  run: suspendKey,
  after: changed("key.suspended"),
});

export const suspendKeysAction = defineAction({
  permission: "key.suspend",
  input: suspendKeysInput,
  run: suspendKeys,
  after: async (done, actor) => {
    const [keyId] = done.suspended;
    const act = { policyVersion: done.policyVersion, action: "key.suspended", at: done.effectiveAt } as const;
    return ok({ ...done, receipt: keyId === undefined ? null : await receiptOf(actor, { ...act, keyId }) });
  },
});

export const resumeKeyAction = defineAction({
  permission: "key.resume",
  input: changeStatusInput,
  run: resumeKey,
  after: changed("key.resumed"),
});

export const revokeKeyAction = defineAction({
  permission: "key.revoke",
  input: changeStatusInput,
  run: revokeKey,
  after: changed("key.revoked"),
});

export const rotateKeyAction = defineAction({
  permission: "key.rotate",
  input: rotateKeyInput,
  run: async (tx, actor, input) => {
    const rotated = await rotateKey(tx, actor, input);
    return rotated.ok ? ok({ ...rotated.value, at: rfc3339(tx.now) }) : rotated;
  },
  after: async (rotated, actor) =>
    ok({ ...rotated, receipt: await receiptOf(actor, { ...rotated, action: "key.rotated" }) }),
});

export const issueKeyAction = defineAction({
  permission: "key.issue",
  input: issueKeyInput,
  run: async (tx, actor, input) => {
    const issued = await issueKey(tx, actor, input);
    return issued.ok ? ok({ ...issued.value, at: rfc3339(tx.now) }) : issued;
  },
  after: async (issued, actor) =>
    ok({ ...issued, receipt: await receiptOf(actor, { ...issued, action: "key.issued" }) }),
});
