import "server-only";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { PersonActor } from "#lib/authz/actor.ts";
import { readActor } from "./current-actor.ts";
import { requestHeader } from "./request-context.ts";

/** Set by proxy.ts; carries nothing that is trusted, only where to come back to. */
export const PATH_HEADER = "x-keywarden-path";

/**
 * The signed-in person, or a redirect to sign in. The first line of every page of the console: a page that is
 * opened is a person's act, so this restarts the idle time.
 */
export const requireActor = cache(async (): Promise<PersonActor> => {
  const actor = await readActor(true);
  if (actor === null) {
    const path = (await requestHeader())(PATH_HEADER);
    redirect(path === null || path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
  }
  if (actor.factor === "recovery_code") redirect("/recover");
  return actor;
});
