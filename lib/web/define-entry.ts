import "server-only";
import * as z from "zod/v4/core";
import { type Tx, withTx } from "#lib/db/client.ts";
import type { RelyingParty } from "#lib/identity/contract.ts";
import { fieldErrors } from "#lib/kernel/field-errors.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { err, type Result } from "#lib/kernel/result.ts";
import { consoleEnv } from "./console-env.ts";
import type { GateError } from "./contract.ts";
import { CONSOLE } from "./current-actor.ts";
import { judgeRequest } from "./judge-request.ts";
import { logBug } from "./log.ts";
import { relyingParty } from "./relying-party.ts";
import { requestHeader } from "./request-context.ts";

export type EntryError = Extract<GateError, "invalid_input" | "request_refused" | "internal">;

/**
 * An act before there is anybody to authorise: the first steps of enrolling and signing in, and nothing else.
 * Origin, content type and input are judged as everywhere.
 */
export function defineEntry<S extends z.$ZodType, T, E extends string = never>(spec: {
  /** What the log calls it. */
  readonly name: string;
  readonly input: S;
  readonly run: (tx: Tx, rp: RelyingParty, input: z.output<S>) => Promise<Result<T, E>>;
}): (raw: z.input<S>) => Promise<Result<T, E | EntryError>> {
  return async (raw) => {
    const judged = judgeRequest("action", await requestHeader(), consoleEnv().console.origin);
    if (!judged.ok) return judged;
    const input = z.safeParse(spec.input, raw);
    if (!input.success) return err("invalid_input", { fields: fieldErrors(input.error) });
    try {
      return await withTx(CONSOLE, (tx) => spec.run(tx, relyingParty(), input.data));
    } catch (error) {
      const requestId = uuidv7();
      logBug(requestId, spec.name, error);
      return err("internal", { detail: requestId });
    }
  };
}
