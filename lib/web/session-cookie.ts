/** Prefix `__Host-`: Secure, no Domain, path `/`; Chromium takes it on http://localhost too. */
export const SESSION_COOKIE = "__Host-kw-session";

/** next-auth joins every cookie whose name starts with the session's: none of these may. */
export const CSRF_COOKIE = "__Host-kw-csrf";
export const CALLBACK_COOKIE = "__Host-kw-return";

/** Lax, since Strict would drop the cookie on the way back from a single-sign-on provider. */
export const cookieOptions = { httpOnly: true, secure: true, sameSite: "lax", path: "/" } as const;
