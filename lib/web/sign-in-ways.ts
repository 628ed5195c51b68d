import "server-only";
import { cookies } from "next/headers";
import * as z from "zod/v4/core";
import { type Tx, withTx } from "#lib/db/client.ts";
import { completeEnrolment } from "#lib/identity/complete-enrolment.ts";
import { completeSignIn } from "#lib/identity/complete-sign-in.ts";
import {
  completeEnrolmentInput,
  completeSignInInput,
  type OpenedSession,
  recoverySignInInput,
  type Source,
} from "#lib/identity/contract.ts";
import { replaceSession } from "#lib/identity/replace-session.ts";
import type { Settled } from "#lib/identity/settled.ts";
import { signInWithRecoveryCode } from "#lib/identity/sign-in-with-recovery-code.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { err, type Result } from "#lib/kernel/result.ts";
import { CONSOLE } from "./current-actor.ts";
import { logBug } from "./log.ts";
import { relyingParty } from "./relying-party.ts";
import { requestHeader, sourceOf } from "./request-context.ts";
import { SESSION_COOKIE } from "./session-cookie.ts";

type Open<S extends z.$ZodType> = {
  readonly input: S;
  readonly run: (tx: Tx, input: z.output<S>, source: Source) => Promise<Settled<OpenedSession, string>>;
};

const way = <S extends z.$ZodType>(open: Open<S>) => ({
  attempt: async (body: unknown): Promise<Result<OpenedSession, string>> => {
    const input = z.safeParse(open.input, body);
    return input.success ? attempt((tx, source) => open.run(tx, input.data, source)) : err("invalid_input");
  },
});

/** The ways in, by the name under which next-auth knows each: `/api/auth/callback/<name>`. */
export const signInWays = {
  passkey: way({
    input: completeSignInInput,
    run: (tx, input, source) => completeSignIn(tx, CONSOLE, relyingParty(), input, source),
  }),
  enrolment: way({
    input: completeEnrolmentInput,
    run: (tx, input, source) => completeEnrolment(tx, CONSOLE, relyingParty(), input, source),
  }),
  "recovery-code": way({
    input: recoverySignInInput,
    run: (tx, input, source) => signInWithRecoveryCode(tx, CONSOLE, input, source),
  }),
} as const;

export type SignInWay = keyof typeof signInWays;

export function isSignInWay(name: string): name is SignInWay {
  return Object.hasOwn(signInWays, name);
}

async function attempt(
  run: (tx: Tx, source: Source) => Promise<Settled<OpenedSession, string>>,
): Promise<Result<OpenedSession, string>> {
  const source = sourceOf(await requestHeader());
  const before = (await cookies()).get(SESSION_COOKIE)?.value;
  try {
    const settled = await withTx(CONSOLE, async (tx) => {
      const opened = await run(tx, source);
      if (opened.value.ok && before !== undefined) await replaceSession(tx, before, source);
      return opened;
    });
    return settled.value;
  } catch (error) {
    const requestId = uuidv7();
    logBug(requestId, "sign-in", error);
    return err("internal", { detail: requestId });
  }
}
