import { err, ok, type Result } from "#lib/kernel/result.ts";

/** How a request reaches us: a server action, a JSON body sent to a handler, or a read. */
export type RequestKind = "action" | "json" | "read";

type ReadHeader = (name: string) => string | null;

const refused = (detail: string) => err("request_refused", { detail });

/**
 * Whether a request comes from a page of this console: the one place that looks at Origin, Sec-Fetch-Site and the
 * content type. Next compares Origin with a Host header that a client chooses, and lets a missing one pass.
 *
 * @param header reads a request header by its lower-case name.
 * @param origin the console's origin as configured, never as the request says.
 */
export function judgeRequest(
  kind: RequestKind,
  header: ReadHeader,
  origin: string,
): Result<void, "request_refused"> {
  const site = header("sec-fetch-site");
  const from = header("origin");
  if (kind === "read") {
    if (site !== null && site !== "same-origin" && site !== "none") return refused("another site asked");
    return from === null || from === origin ? ok() : refused("another origin asked");
  }
  if (from === null) return refused("the Origin header is missing");
  if (from !== origin) return refused("another origin asked");
  if (site !== null && site !== "same-origin") return refused("another site asked");
  const type = (header("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (kind === "json") {
    return type === "application/json" ? ok() : refused("the content type must be application/json");
  }
  // Its own header makes a cross-origin request ask first; a plain HTML form can't carry it.
  if (header("next-action") === null) return refused("actions are called by this console's scripts only");
  return type === "text/plain" || type === "multipart/form-data"
    ? ok()
    : refused("the content type is not an action's");
}
