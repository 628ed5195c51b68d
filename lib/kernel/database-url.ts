/** A PostgreSQL connection URL in parts. What it leaves out is null, for whoever connects to fill in. */
export type DatabaseUrl = {
  /** A host name or address without brackets, or the directory of a Unix socket; null when it names none. */
  readonly host: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly password: string | null;
  readonly database: string | null;
  /** The server's certificate is asked for and checked. */
  readonly secure: boolean;
};

/**
 * Reads a URL as libpq does, the forms without a host included (`postgres://user@/name?host=/run/postgresql`).
 *
 * @returns null when it is no PostgreSQL URL.
 */
export function parseDatabaseUrl(value: string): DatabaseUrl | null {
  // URL takes no user without a host: it gets one, which the result leaves out again.
  const whole = value.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/?]|$)/, "$1unnamed.invalid");
  if (!URL.canParse(whole)) return null;
  const url = new URL(whole);
  if (url.protocol !== "postgres:" && url.protocol !== "postgresql:") return null;
  try {
    const named =
      url.hostname === "unnamed.invalid" ? "" : decodeURIComponent(url.hostname).replace(/[[\]]/g, "");
    return {
      host: url.searchParams.get("host") ?? (named || null),
      port: url.port === "" ? null : Number(url.port),
      user: decodeURIComponent(url.username) || null,
      password: decodeURIComponent(url.password) || null,
      database: decodeURIComponent(url.pathname.slice(1)) || null,
      secure: ["require", "verify-ca", "verify-full"].includes(url.searchParams.get("sslmode") ?? ""),
    };
  } catch {
    // A percent sign that encodes nothing.
    return null;
  }
}
