import { type Err, err, ok, type Result } from "#lib/kernel/result.ts";
import { headerLines, type ReceivedRequest } from "./received-request.ts";
import {
  type BareItem,
  type InnerList,
  type Member,
  parseDictionary,
  serializeInnerList,
} from "./structured-fields.ts";

/** A request's one signature (RFC 9421), read but not yet believed. */
export type ParsedSignature = {
  readonly label: string;
  /** The covered components in order: derived ones with their `@`, header fields in lower case. */
  readonly components: readonly string[];
  readonly keyId: string;
  /** Seconds since the epoch, as the signer's clock had them; any integer of up to 15 digits. */
  readonly createdSec: number;
  readonly nonce: string;
  readonly expiresSec: number | null;
  /** What the request says its algorithm is. It selects nothing: it must equal the key's, or the signature is void. */
  readonly alg: string | null;
  /** The canonical text of the covered components and parameters: the value of `@signature-params`. */
  readonly signatureParams: string;
  readonly signature: Buffer;
};

export const NONCE_LENGTH_MAX = 256;
export const KEYID_LENGTH_MAX = 128;
/** RSA of 8192 bits. */
export const SIGNATURE_LENGTH_MAX = 1024;

const DERIVED: ReadonlySet<string> = new Set([
  "@method",
  "@target-uri",
  "@authority",
  "@scheme",
  "@request-target",
  "@path",
  "@query",
]);
/** RFC 9110 §5.6.2 `token`, in the lower case in which RFC 9421 §2.1 writes field names. */
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;

type ParseFailure = "signature_absent" | "request_malformed" | "invalid_credentials";

function malformed(detail: string): Err<"request_malformed"> {
  return err("request_malformed", { detail });
}

/**
 * Reads the Signature-Input and Signature headers (RFC 9421 §4). Never throws; looks at nothing else in the request.
 *
 * @returns `signature_absent` where neither header is there; `request_malformed` (400) for what can't be read, for more
 *          than one signature, for a component or parameter that this profile doesn't know, and where `created` or
 *          `nonce` is missing; `invalid_credentials` (401) where no key is named.
 */
export function parseSignatureRequest(rawHeaders: readonly string[]): Result<ParsedSignature, ParseFailure> {
  const inputLines = headerLines(rawHeaders, "signature-input");
  const signatureLines = headerLines(rawHeaders, "signature");
  if (inputLines.length === 0 && signatureLines.length === 0) return err("signature_absent");
  if (inputLines.length !== 1 || signatureLines.length !== 1) {
    return malformed("A signed request has one Signature-Input and one Signature header.");
  }
  const input = onlyMember("Signature-Input", inputLines[0] as string);
  if (!input.ok) return input;
  const carried = onlyMember("Signature", signatureLines[0] as string);
  if (!carried.ok) return carried;
  const { key: label, list } = input.value;
  if (list === null)
    return malformed("Signature-Input: the covered components must be a list in parentheses.");
  const { key, item } = carried.value;
  if (key !== label) return malformed("Signature and Signature-Input must carry the same label.");
  if (item === null || item.value.type !== "bytes" || item.params.length > 0) {
    return malformed("Signature: the value must be a byte sequence, base64 between colons.");
  }
  const signature = item.value.value;
  if (signature.length === 0 || signature.length > SIGNATURE_LENGTH_MAX) {
    return malformed(`Signature: between 1 and ${SIGNATURE_LENGTH_MAX} bytes.`);
  }
  const components = readComponents(list);
  if (!components.ok) return components;
  const params = readParams(list);
  if (!params.ok) return params;
  const { keyId, createdSec, nonce, expiresSec, alg } = params.value;
  const signatureParams = serializeInnerList(list);
  return ok({
    label,
    components: components.value,
    keyId,
    createdSec,
    nonce,
    expiresSec,
    alg,
    signatureParams,
    signature,
  });
}

function onlyMember(header: string, text: string): Result<Member, "request_malformed"> {
  const parsed = parseDictionary(text);
  if (!parsed.ok) return malformed(`${header}: ${parsed.detail}.`);
  const member = parsed.value[0];
  if (member === undefined || parsed.value.length > 1)
    return malformed(`${header}: exactly one signature, please.`);
  return ok(member);
}

function readComponents(list: InnerList): Result<readonly string[], "request_malformed"> {
  const names: string[] = [];
  for (const { value, params } of list.items) {
    if (value.type !== "string") return malformed("Signature-Input: component names must be quoted strings.");
    const name = value.value;
    const param = params[0];
    if (param !== undefined)
      return malformed(`Signature-Input: the component parameter "${param.name}" is not accepted.`);
    if (!(name.startsWith("@") ? DERIVED.has(name) : FIELD_NAME.test(name))) {
      return malformed(
        "Signature-Input: a component that this gate doesn't know, or a header name not in lower case.",
      );
    }
    if (names.includes(name)) return malformed(`Signature-Input: "${name}" stands twice.`);
    names.push(name);
  }
  return ok(names);
}

type Params = Pick<ParsedSignature, "keyId" | "createdSec" | "nonce" | "expiresSec" | "alg">;

function readParams(list: InnerList): Result<Params, "request_malformed" | "invalid_credentials"> {
  let keyId: string | null = null;
  let createdSec: number | null = null;
  let nonce: string | null = null;
  let expiresSec: number | null = null;
  let alg: string | null = null;
  for (const { name, value } of list.params) {
    if (name === "created" && value.type === "integer") createdSec = value.value;
    else if (name === "expires" && value.type === "integer") expiresSec = value.value;
    else if (name === "nonce" && isText(value, NONCE_LENGTH_MAX)) nonce = value.value;
    else if (name === "keyid" && isText(value, KEYID_LENGTH_MAX)) keyId = value.value;
    else if (name === "alg" && value.type === "string") alg = value.value;
    else if (name !== "tag" || value.type !== "string") {
      return malformed(
        KNOWN_PARAMS[name] ?? `Signature-Input: the signature parameter "${name}" is not known to this gate.`,
      );
    }
  }
  if (createdSec === null) return malformed("Signature-Input: the parameter created is missing.");
  if (nonce === null) return malformed("Signature-Input: the parameter nonce is missing.");
  if (keyId === null) return err("invalid_credentials", { detail: "Signature-Input names no keyid." });
  return ok({ keyId, createdSec, nonce, expiresSec, alg });
}

const KNOWN_PARAMS: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  created: "Signature-Input: created must be an integer, in seconds.",
  expires: "Signature-Input: expires must be an integer, in seconds.",
  nonce: `Signature-Input: nonce must be a string of 1 to ${NONCE_LENGTH_MAX} characters.`,
  keyid: `Signature-Input: keyid must be a string of 1 to ${KEYID_LENGTH_MAX} characters.`,
  alg: "Signature-Input: alg must be a string.",
  tag: "Signature-Input: tag must be a string.",
});

function isText(value: BareItem, lengthMax: number): value is Extract<BareItem, { type: "string" }> {
  return value.type === "string" && value.value.length >= 1 && value.value.length <= lengthMax;
}

/**
 * True if the signature covers what it must: the method; the whole target; the body's digest where there is a body.
 *
 * @param hasBody a length above 0, or chunked.
 */
export function coversEnough(parsed: ParsedSignature, hasBody: boolean): boolean {
  const { components } = parsed;
  return (
    components.includes("@method") &&
    (components.includes("@target-uri") ||
      (components.includes("@authority") && components.includes("@path") && components.includes("@query"))) &&
    (!hasBody || components.includes("content-digest"))
  );
}

/**
 * The bytes that were signed (RFC 9421 §2.5), made from the request as it was received.
 *
 * @returns `invalid_credentials` where a covered header is absent or a covered value holds what no line of a
 *          signature base may hold (anything but printable ASCII, space and tab): then no signature can be right.
 */
export function signatureBase(
  parsed: Pick<ParsedSignature, "components" | "signatureParams">,
  request: ReceivedRequest,
): Result<Buffer, "invalid_credentials"> {
  let text = "";
  for (const name of parsed.components) {
    const value = componentValue(name, request);
    if (value === null)
      return err("invalid_credentials", { detail: `The covered header ${name} is absent.` });
    if (UNSIGNABLE.test(value)) {
      return err("invalid_credentials", {
        detail: `The covered ${name} holds characters that can't be signed.`,
      });
    }
    text += `"${name}": ${value}\n`;
  }
  // All ASCII by now, so Latin-1 is the same bytes, and the quicker way to them.
  return ok(Buffer.from(`${text}"@signature-params": ${parsed.signatureParams}`, "latin1"));
}

/** A line feed in a value would forge a line of the base. */
const UNSIGNABLE = /[^\t\x20-\x7e]/;

function componentValue(name: string, request: ReceivedRequest): string | null {
  switch (name) {
    case "@method":
      return request.method;
    case "@target-uri":
      return `${request.scheme}://${request.host}${request.target}`;
    case "@authority":
      return authority(request);
    case "@scheme":
      return request.scheme;
    case "@request-target":
      return request.target;
    case "@path": {
      const at = request.target.indexOf("?");
      return at === -1 ? request.target : request.target.slice(0, at);
    }
    case "@query": {
      const at = request.target.indexOf("?");
      return at === -1 ? "?" : request.target.slice(at);
    }
    default:
      return headerValue(name, request.rawHeaders);
  }
}

/** RFC 9421 §2.2.3: in lower case, without the scheme's default port. */
function authority(request: ReceivedRequest): string {
  const host = request.host.toLowerCase();
  const port = request.scheme === "https" ? ":443" : ":80";
  return host.endsWith(port) ? host.slice(0, -port.length) : host;
}

/** RFC 9421 §2.1: each line without the white space around it, joined by a comma and a space. */
function headerValue(name: string, rawHeaders: readonly string[]): string | null {
  const lines = headerLines(rawHeaders, name);
  if (lines.length === 0) return null;
  let value = "";
  for (let i = 0; i < lines.length; i++) value += (i === 0 ? "" : ", ") + trimOws(lines[i] as string);
  return value;
}

/** Only space and tab: String.trim() would also take what must be refused. */
function trimOws(line: string): string {
  let start = 0;
  let end = line.length;
  while (start < end && isOws(line.charCodeAt(start))) start++;
  while (end > start && isOws(line.charCodeAt(end - 1))) end--;
  return start === 0 && end === line.length ? line : line.slice(start, end);
}

function isOws(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
