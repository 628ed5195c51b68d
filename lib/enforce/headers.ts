/** What the gate itself reads of a request's headers, in one pass over them. */
export type HeaderFacts = {
  host: string | null;
  hosts: number;
  authorization: string | null;
  authorizations: number;
  /** Signature and Signature-Input lines. */
  signatures: number;
  contentLength: string | null;
  transferEncoding: string | null;
  contentEncoding: string | null;
  contentType: string | null;
  contentTypes: number;
  expect: string | null;
  upgrade: boolean;
  connection: string | null;
  forwardedFor: string | null;
};

const KEEP = 0;
const DROP = 1;
const HOST = 2;
const AUTHORIZATION = 3;
const SIGNATURE = 4;
const CONTENT_LENGTH = 5;
const TRANSFER_ENCODING = 6;
const CONTENT_ENCODING = 7;
const CONTENT_TYPE = 8;
const EXPECT = 9;
const UPGRADE = 10;
const CONNECTION = 11;
const FORWARDED_FOR = 12;
const CONTENT_DIGEST = 13;
type Kind = number;

/** Never forwarded: credentials, what ends at this hop, what speaks for the gate, and what overrides the request line. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["host", HOST],
  ["authorization", AUTHORIZATION],
  ["signature", SIGNATURE],
  ["signature-input", SIGNATURE],
  ["content-length", CONTENT_LENGTH],
  ["transfer-encoding", TRANSFER_ENCODING],
  ["content-encoding", CONTENT_ENCODING],
  ["content-type", CONTENT_TYPE],
  ["content-digest", CONTENT_DIGEST],
  ["expect", EXPECT],
  ["upgrade", UPGRADE],
  ["connection", CONNECTION],
  ["x-forwarded-for", FORWARDED_FOR],
  ...[
    "proxy-authorization",
    "proxy-connection",
    "proxy-authenticate",
    "keep-alive",
    "te",
    "trailer",
    "http2-settings",
    "forwarded",
    "x-real-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "true-client-ip",
    "cf-connecting-ip",
    "fastly-client-ip",
    // CGI makes HTTP_PROXY of it, which clients of the upstream's own take for their proxy.
    "proxy",
    "x-request-id",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-original-method",
    "x-original-url",
    "x-original-uri",
    "x-original-host",
    "x-rewrite-url",
    "x-host",
  ].map((name): [string, Kind] => [name, DROP]),
]);
const OURS = "x-keywarden-";
/** What proxies say of a request's origin: who sent it, by which certificate, over what. */
const PROXYS = "x-forwarded-";

/** Names as they were sent → kind. Bounded, since anybody can make up names. */
const seen = new Map<string, Kind>();
const SEEN_MAX = 4_096;

function kindOf(name: string): Kind {
  const known = seen.get(name);
  if (known !== undefined) return known;
  // A CGI-like upstream reads `_` and `-` alike: what is dangerous with one is so with the other.
  const lower = name.toLowerCase();
  const dashed = lower.replaceAll("_", "-");
  const reserved = dashed.startsWith(OURS) || dashed.startsWith(PROXYS);
  let kind = KINDS.get(dashed) ?? (reserved ? DROP : KEEP);
  if (dashed !== lower && kind !== KEEP) kind = DROP;
  if (seen.size < SEEN_MAX) seen.set(name, kind);
  return kind;
}

/** Reads what the gate has to know. @param rawHeaders names and values in turn, as node:http gives them. */
export function readHeaders(rawHeaders: readonly string[]): HeaderFacts {
  const facts: HeaderFacts = {
    host: null,
    hosts: 0,
    authorization: null,
    authorizations: 0,
    signatures: 0,
    contentLength: null,
    transferEncoding: null,
    contentEncoding: null,
    contentType: null,
    contentTypes: 0,
    expect: null,
    upgrade: false,
    connection: null,
    forwardedFor: null,
  };
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const kind = kindOf(rawHeaders[i] as string);
    if (kind > DROP) note(facts, kind, rawHeaders[i + 1] as string);
  }
  return facts;
}

function note(facts: HeaderFacts, kind: Kind, value: string): void {
  switch (kind) {
    case HOST:
      facts.host = value;
      facts.hosts += 1;
      return;
    case AUTHORIZATION:
      facts.authorization = value;
      facts.authorizations += 1;
      return;
    case SIGNATURE:
      facts.signatures += 1;
      return;
    case CONTENT_LENGTH:
      facts.contentLength = joined(facts.contentLength, value);
      return;
    case TRANSFER_ENCODING:
      facts.transferEncoding = joined(facts.transferEncoding, value);
      return;
    case CONTENT_ENCODING:
      facts.contentEncoding = joined(facts.contentEncoding, value);
      return;
    case CONTENT_TYPE:
      facts.contentType = value;
      facts.contentTypes += 1;
      return;
    case EXPECT:
      facts.expect = joined(facts.expect, value);
      return;
    case UPGRADE:
      facts.upgrade = true;
      return;
    case CONNECTION:
      facts.connection = joined(facts.connection, value);
      return;
    case FORWARDED_FOR:
      facts.forwardedFor = joined(facts.forwardedFor, value);
      return;
    default:
  }
}

function joined(before: string | null, value: string): string {
  return before === null ? value : `${before}, ${value}`;
}

/**
 * The headers that go on to the upstream, names and values in turn.
 *
 * @param rewritten the body is the gate's own text: what described the client's goes too.
 */
export function forwardedHeaders(
  rawHeaders: readonly string[],
  connection: string | null,
  rewritten: boolean,
): string[] {
  const named = connection === null ? null : namesIn(connection);
  const kept: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const kind = kindOf(name);
    const goesOn =
      kind === KEEP ||
      kind === CONTENT_ENCODING ||
      (!rewritten && (kind === CONTENT_TYPE || kind === CONTENT_DIGEST));
    if (!goesOn || named?.has(name.toLowerCase())) continue;
    kept.push(name, rawHeaders[i + 1] as string);
  }
  return kept;
}

/** RFC 9110 §7.6.1: what Connection names ends at this hop. Null for the usual `keep-alive` and `close`. */
function namesIn(connection: string): Set<string> | null {
  if (connection === "keep-alive" || connection === "close") return null;
  return new Set(
    connection
      .toLowerCase()
      .split(",")
      .map((name) => name.trim()),
  );
}

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-request-id",
  "ratelimit",
  "ratelimit-policy",
]);

/** The headers of an upstream's answer that go on to the client, names and values in turn. */
export function answerHeaders(received: Readonly<Record<string, string | string[] | undefined>>): string[] {
  const { connection = null } = received;
  const named = connection === null ? null : namesIn(String(connection));
  const kept: string[] = [];
  for (const name in received) {
    const value = received[name];
    if (value === undefined || HOP_BY_HOP.has(name) || name.startsWith(OURS) || named?.has(name)) continue;
    if (typeof value === "string") kept.push(name, value);
    else for (const each of value) kept.push(name, each);
  }
  return kept;
}
