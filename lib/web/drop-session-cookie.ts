import "server-only";
import { cookies } from "next/headers";
import { cookieOptions, SESSION_COOKIE } from "./session-cookie.ts";

/** Takes the handle out of the browser. The row is what ends a sign-in; this only tidies up. */
export async function dropSessionCookie(): Promise<void> {
  // `delete` leaves a `__Host-` cookie where it is: it has to be overwritten with its own attributes.
  (await cookies()).set(SESSION_COOKIE, "", { ...cookieOptions, maxAge: 0 });
}
