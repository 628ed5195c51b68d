import "server-only";
import * as z from "zod/v4/core";
import type { PersonActor } from "#lib/authz/actor.ts";
import { can, type Permission } from "#lib/authz/permissions.ts";
import { type Tx, withTx } from "#lib/db/client.ts";
import { fieldErrors } from "#lib/kernel/field-errors.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { type Err, err, isErr, type Ok, ok, type Result } from "#lib/kernel/result.ts";
import type { GateError } from "./contract.ts";
import { currentActor } from "./current-actor.ts";
import { recordDenial } from "./define-action.ts";
import { logBug } from "./log.ts";

/** What a read returns, as a Result: its own stays as it is, anything else becomes the value of an Ok. */
export type Answered<R> = R extends Err<infer E> ? Err<E> : R extends Ok<infer T> ? Ok<T> : Ok<R>;

export type Query<S extends z.$ZodType, R> = (raw: z.input<S>) => Promise<Answered<R> | Err<GateError>>;

/**
 * The only way to read: as `defineAction`, without a step-up and without touching the idle time. A server
 * component awaits it; `queryHandler` makes it a GET route for a page that stays current.
 */
export function defineQuery<S extends z.$ZodType, R>(spec: {
  readonly permission: Permission;
  readonly input: S;
  readonly run: (tx: Tx, actor: PersonActor, input: z.output<S>) => Promise<R>;
}): Query<S, R> {
  return async (raw) => {
    const actor = await currentActor();
    if (actor === null) return err("unauthenticated");
    try {
      if (!can(actor, spec.permission).allowed) {
        await recordDenial(actor, spec.permission);
        return err("forbidden");
      }
      const input = z.safeParse(spec.input, raw);
      if (!input.success) return err("invalid_input", { fields: fieldErrors(input.error) });
      return (await withTx(actor, async (tx) =>
        answered(await spec.run(tx, actor, input.data)),
      )) as Answered<R>;
    } catch (error) {
      const requestId = uuidv7();
      logBug(requestId, spec.permission, error);
      return err("internal", { detail: requestId });
    }
  };
}

function answered(value: unknown): Result<unknown, string> {
  if (isErr(value)) return value;
  const wrapped = typeof value === "object" && value !== null && "ok" in value && value.ok === true;
  return wrapped && "value" in value ? (value as Ok<unknown>) : ok(value);
}
