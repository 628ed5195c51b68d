import { err, type Result } from "#lib/kernel/result.ts";

export type SignInWay = "passkey" | "enrolment" | "recovery-code";

/**
 * Completes a sign-in: the answer carries the cookie. `unreachable` when nothing came back, else a code of the
 * server's.
 */
export async function signInBy(way: SignInWay, input: object): Promise<Result<void, string>> {
  try {
    const csrf = await fetch("/api/auth/csrf", { cache: "no-store" });
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const answer = await fetch(`/api/auth/callback/${way}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...input, csrfToken, json: "true" }),
    });
    return (await answer.json()) as Result<void, string>;
  } catch {
    return err("unreachable");
  }
}

/** The address of whoever this browser is signed in as now; `null` for nobody. */
export async function signedInAs(): Promise<string | null> {
  const answer = await fetch("/api/auth/session", { cache: "no-store" });
  const session = (await answer.json()) as { user?: { email?: string } } | null;
  return session?.user?.email ?? null;
}
