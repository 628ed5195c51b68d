import type { IncomingMessage } from "node:http";
import type { BlockList } from "node:net";
import { clientAddress } from "#services/client-address.ts";

export const CLIENT_IP_HEADER = "x-keywarden-client-ip";
export const PREFETCH_HEADER = "x-keywarden-prefetch";
const BODY_BYTES_MAX = 4 * 1024 * 1024;

/** Headers that only a server of ours may set: what a client sent under these names never reaches a page. */
const OURS =
  /^(?:x-forwarded-.*|x-real-ip|forwarded|x-middleware-.*|x-nextjs-.*|x-matched-path|x-invoke-.*|x-keywarden-.*|x-now-.*|x-vercel-.*)$/;

export type HeadRules = {
  /** The console's origin: the one authority it answers to. */
  readonly origin: URL;
  readonly trusted: BlockList;
};

export type HeadVerdict = { readonly status: 400 | 403 | 411 | 413 | 421; readonly detail: string } | null;

/**
 * Judges a request's head and rewrites it in place before a page sees it: the client's address and the public
 * origin come from us, whatever the client sent.
 *
 * @returns null to go on, else the refusal.
 */
export function judgeHead(req: IncomingMessage, { origin, trusted }: HeadRules): HeadVerdict {
  const hosts = req.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "host");
  if (hosts.length !== 1) return { status: 400, detail: "exactly one Host header is expected" };
  if (authority(req.headers.host ?? "", origin) !== origin.host) {
    return { status: 421, detail: `this console answers to ${origin.origin} alone` };
  }
  const from = req.headers.origin;
  // Next would refuse it too, but as a fault of ours: with status 500 and a stack in the log for each.
  if (callsAction(req) && from !== undefined && from !== origin.origin)
    return { status: 403, detail: "actions are called by this console's own pages only" };
  if (req.headers["transfer-encoding"] !== undefined)
    return { status: 411, detail: "a body needs its Content-Length" };
  if (Number(req.headers["content-length"] ?? 0) > BODY_BYTES_MAX)
    return { status: 413, detail: `a body has at most ${BODY_BYTES_MAX} bytes` };
  const forwarded = req.headers["x-forwarded-for"];
  const ip = clientAddress(
    req.socket.remoteAddress ?? "",
    Array.isArray(forwarded) ? forwarded.join(",") : forwarded,
    trusted,
  );
  const ahead = req.headers["next-router-prefetch"] !== undefined;
  for (const name of Object.keys(req.headers))
    if (OURS.test(name.replaceAll("_", "-"))) delete req.headers[name];
  req.headers[CLIENT_IP_HEADER] = ip;
  // Next hides its own header from pages; one that is fetched ahead of a click is nobody's act.
  if (ahead) req.headers[PREFETCH_HEADER] = "1";
  req.headers["x-forwarded-for"] = ip;
  req.headers["x-forwarded-host"] = origin.host;
  req.headers["x-forwarded-proto"] = origin.protocol.slice(0, -1);
  return null;
}

/** Next takes an action's call by its own header, or by a field of a form sent in parts. */
function callsAction({ headers }: IncomingMessage): boolean {
  return headers["next-action"] !== undefined || /^multipart\/form-data/i.test(headers["content-type"] ?? "");
}

/** Host in lower case, without the port that the scheme implies. */
function authority(host: string, { protocol }: URL): string {
  return host.toLowerCase().replace(protocol === "https:" ? /:443$/ : /:80$/, "");
}
