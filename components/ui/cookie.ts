import { COOKIE_AGE_SEC } from "./preferences.ts";

/** Writes a cookie of the console's own looks. Not for anything that grants something: scripts can read it. */
export function writeCookie(name: string, value: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is absent in browsers we support
  document.cookie = `${name}=${value}; Path=/; Max-Age=${COOKIE_AGE_SEC}; SameSite=Lax${secure}`;
}
