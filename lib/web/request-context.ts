import "server-only";
import { isIP } from "node:net";
import { headers } from "next/headers";
import type { Source } from "#lib/identity/contract.ts";
import { CLIENT_IP_HEADER } from "./header-names.ts";

const USER_AGENT_CHARS_MAX = 256;

/** Where a request comes from. Forwarded headers are for our server to judge, never read here. */
export function sourceOf(header: (name: string) => string | null): Source {
  const ip = header(CLIENT_IP_HEADER);
  return {
    ip: ip !== null && isIP(ip) > 0 ? ip : null,
    userAgent: header("user-agent")?.slice(0, USER_AGENT_CHARS_MAX) ?? null,
  };
}

/** Headers of the request under way, by lower-case name. */
export async function requestHeader(): Promise<(name: string) => string | null> {
  const all = await headers();
  return (name) => all.get(name);
}
