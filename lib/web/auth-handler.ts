import "server-only";
import NextAuth from "next-auth";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { authOptions } from "./auth-options.ts";
import { consoleEnv } from "./console-env.ts";
import { judgeRequest } from "./judge-request.ts";
import { isSignInWay } from "./sign-in-ways.ts";

type Context = { readonly params: Promise<{ readonly nextauth: readonly string[] }> };

const BODY_BYTES_MAX = 128 * 1024;
const unknown = () => new Response(null, { status: 404 });

async function nextAuth(request: Request, context: Context): Promise<Response> {
  return (await NextAuth(authOptions())(request, context)) as Response;
}

/** `csrf` and `session` only: next-auth's own pages and redirects are not part of this console. */
export async function authGet(request: Request, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  const [action] = nextauth;
  if (nextauth.length !== 1 || (action !== "csrf" && action !== "session")) return unknown();
  const judged = judgeRequest("read", (name) => request.headers.get(name), consoleEnv().console.origin);
  if (!judged.ok) return Response.json(judged, { status: 403 });
  const answer = await nextAuth(request, context);
  // A slow answer that began before a newer sign-in would put the old handle back.
  if (action === "session") answer.headers.delete("set-cookie");
  answer.headers.set("cache-control", "no-store");
  return answer;
}

/**
 * `callback/<way>` only. Answers a Result as JSON; an Ok carries the cookie of the new sign-in.
 *
 * `update()` and next-auth's sign-out set cookies of their own accord, so neither is let through: signing out is an
 * action, which revokes the row first.
 */
export async function authPost(request: Request, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  const [action, way] = nextauth;
  if (nextauth.length !== 2 || action !== "callback" || way === undefined || !isSignInWay(way))
    return unknown();
  const judged = judgeRequest("json", (name) => request.headers.get(name), consoleEnv().console.origin);
  if (!judged.ok) return answer(judged, 403);
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!(length <= BODY_BYTES_MAX)) return answer(err("invalid_input"), 413);
  const done = await nextAuth(request, context).catch(() => null);
  // A body that is no JSON is what makes next-auth throw here.
  if (done === null) return answer(err("invalid_input"), 400);
  const { url } = (await done.json().catch(() => ({}))) as { url?: unknown };
  const leadsTo = done.headers.get("location") ?? url;
  const code = typeof leadsTo === "string" ? failureIn(leadsTo) : "internal";
  return code === null ? answer(ok(), 200, done.headers) : answer(err(code), 401);
}

/** next-auth says what went wrong in the URL that it would redirect to. */
function failureIn(url: string): string | null {
  const { searchParams } = new URL(url, consoleEnv().console.origin);
  if (searchParams.has("csrf")) return "request_refused";
  return searchParams.get("error");
}

function answer(result: Result<void, string>, status: number, from?: Headers): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  for (const cookie of from?.getSetCookie() ?? []) headers.append("set-cookie", cookie);
  return Response.json(result, { status, headers });
}
