const PATH_CHARS_MAX = 2_000;

/**
 * Where to go after signing in: a path of this console, or `/` for anything that leads elsewhere.
 *
 * @param wanted as found in a URL: anybody may have written it.
 */
export function safePath(wanted: string | readonly string[] | undefined): string {
  if (typeof wanted !== "string" || wanted.length > PATH_CHARS_MAX || !wanted.startsWith("/")) return "/";
  const base = "https://console.invalid";
  // Browsers drop tabs and newlines and read a backslash as a slash: the parser that decides is theirs.
  const parsed = URL.canParse(wanted, base) ? new URL(wanted, base) : null;
  if (parsed === null || parsed.origin !== base) return "/";
  const path = parsed.pathname + parsed.search;
  return path.startsWith("//") || path.startsWith("/api/") ? "/" : path;
}
