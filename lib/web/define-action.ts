import "server-only";
import * as z from "zod/v4/core";
import { appendAudit } from "#lib/audit/append.ts";
import type { PersonActor } from "#lib/authz/actor.ts";
import { can, type Permission, steppedUpFor } from "#lib/authz/permissions.ts";
import { type Tx, withTx } from "#lib/db/client.ts";
import { lockSession } from "#lib/identity/sessions.ts";
import { fieldErrors } from "#lib/kernel/field-errors.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { err, type Result } from "#lib/kernel/result.ts";
import { consoleEnv } from "./console-env.ts";
import type { GateError } from "./contract.ts";
import { readActor } from "./current-actor.ts";
import { judgeRequest } from "./judge-request.ts";
import { logBug } from "./log.ts";
import { requestHeader } from "./request-context.ts";

type Spec<S extends z.$ZodType, T, E extends string> = {
  /** Its row in lib/authz also says which step-up it needs. */
  readonly permission: Permission;
  readonly input: S;
  /** In one transaction with its audit events; an Err or a throw rolls everything back. */
  readonly run: (tx: Tx, actor: PersonActor, input: z.output<S>) => Promise<Result<T, E>>;
};

type After<T, U, F extends string> = {
  /** After the commit of an Ok, outside of any transaction: for waiting, such as for the gates to confirm. */
  readonly after: (value: T, actor: PersonActor) => Promise<Result<U, F>>;
};

type Action<S extends z.$ZodType, T, E extends string> = (
  raw: z.input<S>,
) => Promise<Result<T, E | GateError>>;

/**
 * The only way to write: authenticate → authorise → validate → step-up → one transaction → typed result.
 * Every server action is a public endpoint, so nothing here relies on the page that shows the button.
 */
export function defineAction<S extends z.$ZodType, T, U, E extends string = never, F extends string = never>(
  spec: Spec<S, T, E> & After<T, U, F>,
): Action<S, U, E | F>;
export function defineAction<S extends z.$ZodType, T, E extends string = never>(
  spec: Spec<S, T, E>,
): Action<S, T, E>;
export function defineAction<S extends z.$ZodType, T, E extends string>(
  spec: Spec<S, T, E> & Partial<After<T, unknown, string>>,
): Action<S, unknown, string> {
  return async (raw) => {
    const judged = judgeRequest("action", await requestHeader(), consoleEnv().console.origin);
    if (!judged.ok) return judged;
    const actor = await readActor(true);
    if (actor === null) return err("unauthenticated");
    try {
      return await perform(spec, actor, raw);
    } catch (error) {
      const requestId = uuidv7();
      logBug(requestId, spec.permission, error);
      return err("internal", { detail: requestId });
    }
  };
}

async function perform<S extends z.$ZodType, T, E extends string>(
  spec: Spec<S, T, E> & Partial<After<T, unknown, string>>,
  actor: PersonActor,
  raw: unknown,
): Promise<Result<unknown, string>> {
  if (!can(actor, spec.permission).allowed) {
    await recordDenial(actor, spec.permission);
    return err("forbidden");
  }
  const input = z.safeParse(spec.input, raw);
  if (!input.success) return err("invalid_input", { fields: fieldErrors(input.error) });
  const at = new Date();
  if (!steppedUpFor(actor, spec.permission, at.getTime())) return err("step_up_required");
  const result = await withTx(
    actor,
    async (tx) => {
      // Read again under a lock: a sign-in that was revoked a moment ago ends here, and one that is being revoked waits.
      const held = await lockSession(tx, actor);
      if (held === null) return err("unauthenticated");
      if (!can(held, spec.permission).allowed) return err("forbidden");
      if (!steppedUpFor(held, spec.permission, at.getTime())) return err("step_up_required");
      return spec.run(tx, held, input.data);
    },
    at,
  );
  return result.ok && spec.after ? spec.after(result.value as T, actor) : result;
}

/** The refusal commits: that somebody tried is a fact. */
export async function recordDenial(actor: PersonActor, permission: Permission): Promise<void> {
  await withTx(actor, (tx) =>
    appendAudit(tx, actor, "access.denied", {
      orgId: actor.orgId,
      target: { type: "permission", id: permission },
      outcome: "failure",
      reason: "forbidden",
    }),
  );
}
