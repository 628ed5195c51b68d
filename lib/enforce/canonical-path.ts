import { isUtf8 } from "node:buffer";

/*
 * Which paths the gate reads at all. One that can be read in two ways is refused and never rewritten: whatever the
 * upstream makes of it, it is what was judged.
 */

/** Longest path looked at, in characters. The header limit is wider. */
export const PATH_LENGTH_MAX = 8_192;
export const SEGMENTS_MAX = 256;

/** Segments of plain characters: the usual case, decided in one pass. `;` begins parameters for some servers. */
const PLAIN = /^(?:\/[A-Za-z0-9\-_~!$&'()*+,=:@.]+)+$/;
const DOTS_ONLY = /\/\.{1,2}(?:\/|$)/;
const ESCAPED_SEGMENT = /^(?:[A-Za-z0-9\-_~!$&'()*+,=:@.]|%[0-9A-Fa-f]{2})+$/;
/** Octets that must not come escaped: unreserved ones, separators, controls. */
const UNESCAPABLE = /%(?:[01][0-9a-f]|2[def]|3[0-9b]|4[1-9a-f]|5[0-9acf]|6[1-9a-f]|7[0-9aef])/i;
/** An escape within an escape is a path that changes with every decoding. */
const DOUBLE_ESCAPE = /%25[0-9a-f]{2}/i;

/** What a query may hold; it is forwarded byte for byte. */
const QUERY = /^[\x21\x22\x24-\x7e]*$/;

/**
 * The segments of a canonical path, decoded: what routes are compared with.
 *
 * @param path as received, without its query.
 * @returns null for a path that is not canonical: dot segments, empty segments (a trailing slash too), escaped slashes,
 *          backslashes, dots, controls or unreserved characters, escapes within escapes, `;`, invalid UTF-8. `/` alone
 *          has no segments.
 */
export function canonicalSegments(path: string): readonly string[] | null {
  if (path === "/") return NONE;
  if (path.length > PATH_LENGTH_MAX) return null;
  if (PLAIN.test(path)) {
    if (path.includes("/.") && DOTS_ONLY.test(path)) return null;
    return bounded(path.slice(1).split("/"));
  }
  if (!path.startsWith("/") || !path.includes("%")) return null;
  const segments = path.slice(1).split("/");
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as string;
    if (!ESCAPED_SEGMENT.test(segment) || segment === "." || segment === "..") return null;
    if (!segment.includes("%")) continue;
    const decoded = decodeSegment(segment);
    if (decoded === null) return null;
    segments[i] = decoded;
  }
  return bounded(segments);
}

/** True if the query (without its `?`) can be forwarded as it is: printable ASCII, no fragment. */
export function queryIsPlain(query: string): boolean {
  return QUERY.test(query);
}

const NONE: readonly string[] = [];

function bounded(segments: readonly string[]): readonly string[] | null {
  return segments.length <= SEGMENTS_MAX ? segments : null;
}

function decodeSegment(segment: string): string | null {
  if (UNESCAPABLE.test(segment) || DOUBLE_ESCAPE.test(segment)) return null;
  const octets = Buffer.from(
    segment.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    "latin1",
  );
  return isUtf8(octets) ? octets.toString("utf8") : null;
}
