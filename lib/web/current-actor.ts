import "server-only";
import { cookies } from "next/headers";
import { cache } from "react";
import type { PersonActor, SystemActor } from "#lib/authz/actor.ts";
import { withTx } from "#lib/db/client.ts";
import { findSession, touchSession } from "#lib/identity/sessions.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import { logBug } from "./log.ts";
import { requestHeader, sourceOf } from "./request-context.ts";
import { SESSION_COOKIE } from "./session-cookie.ts";

/** Looks up and makes sign-ins, before there is a person to act as. */
export const CONSOLE: SystemActor = { kind: "system", id: "system:console" };

/** The handle of the sign-in that the browser holds, alive or not. */
export async function sessionHandle(): Promise<string | undefined> {
  return (await cookies()).get(SESSION_COOKIE)?.value;
}

/**
 * The person behind this request, from the sign-in's row: revoked, idle or expired ones are nobody.
 *
 * @param touch whether this request is a person's act, which restarts the idle time. Polling is not.
 */
export async function readActor(touch: boolean): Promise<PersonActor | null> {
  const handle = await sessionHandle();
  if (handle === undefined) return null;
  const source = sourceOf(await requestHeader());
  try {
    return await withTx(CONSOLE, async (tx) => {
      const actor = await findSession(tx, handle, source);
      if (actor !== null && touch) await touchSession(tx, actor.sessionId);
      return actor;
    });
  } catch (error) {
    const requestId = uuidv7();
    logBug(requestId, "current-actor", error);
    // Without its cause: Next prints what a page throws, and a database error's text holds values.
    throw new Error(`internal error ${requestId}`);
  }
}

/** The person looking at this page; looked up once a request, never touching the idle time. */
export const currentActor = cache((): Promise<PersonActor | null> => readActor(false));
