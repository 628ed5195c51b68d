import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { consoleEnv } from "#lib/web/console-env.ts";
import { PATH_HEADER } from "#lib/web/header-names.ts";
import { contentSecurityPolicy, securityHeaders } from "#lib/web/security-headers.ts";

/**
 * Headers of every answer, and the nonce of each page. It guards nothing: whoever gets around it still meets the
 * check in every page, action and handler.
 */
export function proxy(request: NextRequest): NextResponse {
  const tls = consoleEnv().console.origin.startsWith("https:");
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy({ nonce, tls, development: process.env.NODE_ENV === "development" });
  const headers = new Headers(request.headers);
  // Next reads the nonce for its own scripts from the request's policy.
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(securityHeaders(tls))) response.headers.set(name, value);
  return response;
}

export const config = { matcher: ["/((?!_next/static/).*)"] };
