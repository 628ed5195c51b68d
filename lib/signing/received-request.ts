/** A request as it stood on the wire: what a signature is checked against, nothing normalised or decoded. */
export type ReceivedRequest = {
  /** As on the request line, case included. */
  readonly method: string;
  readonly scheme: "https" | "http";
  /** The value of the one Host header, as received. */
  readonly host: string;
  /** The request target as on the request line, in origin form: path, then the query if there is one. */
  readonly target: string;
  /** Names and values in turn, in the order received, as node:http gives them in `rawHeaders`. */
  readonly rawHeaders: readonly string[];
};

/** The values of every line of a header field, in order. @param name in lower case. */
export function headerLines(rawHeaders: readonly string[], name: string): readonly string[] {
  let lines: string[] | null = null;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const candidate = rawHeaders[i] as string;
    if (candidate.length !== name.length) continue;
    if (candidate !== name && candidate.toLowerCase() !== name) continue;
    if (lines === null) lines = [];
    lines.push(rawHeaders[i + 1] as string);
  }
  return lines ?? NONE;
}

const NONE: readonly string[] = [];
