"use client";

import { useRouter } from "next/navigation";
import { useCallback, useState } from "react";
import { err, type Result } from "#lib/kernel/result.ts";
import { useIdentity } from "./identity-context.ts";

/** What is left for a page to say; `unreachable`: no answer came. */
export type ActionError<E extends string> =
  | Exclude<E, "unauthenticated" | "step_up_required">
  | "unreachable";

/** A call, a step-up, an unlocking, each at most a few times: then the refusal is shown as it is. */
const ATTEMPTS_MAX = 5;

/**
 * Runs a typed action. A step-up or an ended sign-in is dealt with here, after which the same call is made again;
 * what was typed stays where it is.
 *
 * @returns `run` answers the action's Result, or `null` when the person closed the confirmation: nothing happened.
 */
export function useAction<Input, T, E extends string>(
  action: (input: Input) => Promise<Result<T, E>>,
  options: { /** Draws the page anew after an Ok; default true. */ readonly refresh?: boolean } = {},
): {
  readonly run: (input: Input) => Promise<Result<T, ActionError<E>> | null>;
  readonly pending: boolean;
} {
  const { confirm, unlock, acted } = useIdentity();
  const router = useRouter();
  const [pending, setPending] = useState(false);
  const refresh = options.refresh ?? true;

  const run = useCallback(
    async (input: Input): Promise<Result<T, ActionError<E>> | null> => {
      setPending(true);
      try {
        for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
          const result = await call(action, input);
          if (result.ok) {
            acted();
            if (refresh) router.refresh();
            return result;
          }
          if (result.code === "unauthenticated") await unlock();
          else if (result.code === "step_up_required") {
            if (!(await confirm())) return null;
          } else return result as Result<T, ActionError<E>>;
        }
        return null;
      } finally {
        setPending(false);
      }
    },
    [action, refresh, confirm, unlock, acted, router],
  );
  return { run, pending };
}

async function call<Input, T, E extends string>(
  action: (input: Input) => Promise<Result<T, E>>,
  input: Input,
): Promise<Result<T, E | "unreachable">> {
  try {
    return await action(input);
  } catch {
    return err("unreachable");
  }
}
