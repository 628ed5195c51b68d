import "server-only";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { PersonActor } from "#lib/authz/actor.ts";
import { currentActor, readActor } from "./current-actor.ts";
import { PATH_HEADER, PREFETCH_HEADER } from "./header-names.ts";
import { requestHeader } from "./request-context.ts";

/** Leaves for the sign-in page, to come back here afterwards. */
async function signInFirst(): Promise<never> {
  const path = (await requestHeader())(PATH_HEADER);
  redirect(path === null || path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
}

async function admitted(actor: PersonActor | null): Promise<PersonActor> {
  if (actor === null) return signInFirst();
  if (actor.factor === "recovery_code") redirect("/recover");
  return actor;
}

/**
 * The signed-in person, or a redirect to sign in. The first line of every page of the console: a page that is
 * opened is a person's act, so this restarts the idle time (unless the browser only fetches it ahead of a click).
 */
export const requireActor = cache(async (): Promise<PersonActor> => {
  const ahead = (await requestHeader())(PREFETCH_HEADER) !== null;
  return admitted(await readActor(!ahead));
});

/** The same for a layout, which is no act: it may be rendered for a refresh that no person asked for. */
export async function expectActor(): Promise<PersonActor> {
  return admitted(await currentActor());
}
