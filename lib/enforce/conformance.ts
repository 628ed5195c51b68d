import type { HeaderFacts } from "./headers.ts";
import { type Denial, deny } from "./problems.ts";

/** Longest body, in bytes. */
export const BODY_BYTES_MAX = 1_048_576;

export type RequestLine = {
  readonly httpVersion: string;
  readonly target: string;
};

/** What a body announces of itself; its length is null where it is chunked. */
export type Body = { readonly present: boolean; readonly length: number | null };

const NO_BODY: Body = { present: false, length: 0 };
const CHUNKED: Body = { present: true, length: null };

/**
 * What has to hold of every request before anything else is looked at: one protocol, one host, one framing, a target in
 * origin form. Null: it holds.
 */
export function judgeForm({ httpVersion, target }: RequestLine, facts: HeaderFacts): Denial | null {
  if (httpVersion !== "1.1") return deny("version_unsupported", {});
  if (facts.hosts !== 1) return malformed(facts.hosts === 0 ? "Host is missing." : "Host stands twice.");
  if (!target.startsWith("/")) return malformed("The request target must be a path.");
  if (facts.upgrade) return malformed("This route does not take Upgrade.");
  if (facts.expect !== null && facts.expect.toLowerCase() !== "100-continue")
    return deny("expectation_failed", {});
  if (facts.transferEncoding !== null && facts.transferEncoding.toLowerCase() !== "chunked") {
    return malformed("The only Transfer-Encoding taken is chunked, once.");
  }
  if (facts.transferEncoding !== null && facts.contentLength !== null) {
    return malformed("A request has either Content-Length or Transfer-Encoding.");
  }
  if (facts.contentLength !== null && !/^\d{1,15}$/.test(facts.contentLength)) {
    return malformed("Content-Length must be one number.");
  }
  if (facts.contentTypes > 1) return malformed("Content-Type stands twice.");
  if (facts.contentEncoding !== null) return deny("media_type_unsupported", {});
  return null;
}

export function bodyOf({ transferEncoding, contentLength }: HeaderFacts): Body {
  if (transferEncoding !== null) return CHUNKED;
  if (contentLength === null) return NO_BODY;
  const length = Number(contentLength);
  return length === 0 ? NO_BODY : { present: true, length };
}

/** True for JSON in UTF-8, which is also what no Content-Type at all is taken for. */
export function isJson(contentType: string | null): boolean {
  return contentType === null || /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType);
}

function malformed(why: string): Denial {
  return deny("request_malformed", { why });
}
