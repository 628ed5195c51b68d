import "server-only";
import { randomBytes } from "node:crypto";
import type { NextAuthOptions, User } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { withTx } from "#lib/db/client.ts";
import { SESSION_LIFE_SEC } from "#lib/identity/contract.ts";
import { findSession } from "#lib/identity/sessions.ts";
import { consoleEnv } from "./console-env.ts";
import { CONSOLE } from "./current-actor.ts";
import { log } from "./log.ts";
import { CALLBACK_COOKIE, CSRF_COOKIE, cookieOptions, SESSION_COOKIE } from "./session-cookie.ts";
import { type SignInWay, signInWays } from "./sign-in-ways.ts";

/** What travels between next-auth's steps: the browser's opaque handle instead of claims about a person. */
type Carried = { readonly handle: string; readonly sub: string };

const isCarried = (value: unknown): value is Carried =>
  typeof value === "object" && value !== null && "handle" in value && typeof value.handle === "string";

const provider = (id: SignInWay) =>
  CredentialsProvider({
    id,
    name: id,
    credentials: {},
    async authorize(_credentials, request): Promise<User & { handle: string }> {
      const opened = await signInWays[id].attempt(withoutTransport(request.body));
      // Codes of ours only: next-auth puts a thrown message into a URL.
      if (!opened.ok) throw new Error(opened.code);
      return { id: opened.value.personId, handle: opened.value.handle };
    },
  });

/** next-auth's own members of the body are not input of ours. */
function withoutTransport(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  const { csrfToken: _csrf, json: _json, callbackUrl: _url, ...input } = body as Record<string, unknown>;
  return input;
}

/** Protects the CSRF cookie alone, which is fetched right before each use: it need not outlive this process. */
const secret = randomBytes(32).toString("base64url");

/**
 * next-auth opens the sign-in and sets its cookie; people, factors and sign-ins are rows of our own. `encode` and
 * `decode` carry a random handle whose SHA-256 is looked up at each request, so that a revoked one ends at once.
 */
export function authOptions(): NextAuthOptions {
  process.env.NEXTAUTH_URL ??= consoleEnv().console.origin;
  return {
    secret,
    useSecureCookies: true,
    providers: [provider("passkey"), provider("enrolment"), provider("recovery-code")],
    session: { strategy: "jwt", maxAge: SESSION_LIFE_SEC },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    cookies: {
      sessionToken: { name: SESSION_COOKIE, options: cookieOptions },
      csrfToken: { name: CSRF_COOKIE, options: cookieOptions },
      callbackUrl: { name: CALLBACK_COOKIE, options: cookieOptions },
    },
    jwt: {
      encode: async ({ token }) => (isCarried(token) ? token.handle : ""),
      decode: async ({ token }) => {
        if (token === undefined) return null;
        const actor = await withTx(CONSOLE, (tx) => findSession(tx, token, { ip: null, userAgent: null }));
        return actor && { handle: token, sub: actor.id, name: actor.name, email: actor.email };
      },
    },
    callbacks: {
      jwt: ({ token, user }) => (isCarried(user) ? { handle: user.handle, sub: user.id } : token),
      session: ({ session, token }) => ({
        expires: session.expires,
        user: { name: token.name ?? null, email: token.email ?? null },
      }),
    },
    logger: {
      // A handle that is no longer valid is no error; the text of one may hold values.
      error: (code) => {
        if (code !== "JWT_SESSION_ERROR") log.error({ code }, "next-auth");
      },
      warn: (code) => log.warn({ code }, "next-auth"),
      debug: () => undefined,
    },
  };
}
