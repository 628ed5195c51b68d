import { isUtf8 } from "node:buffer";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import type { JsonValue } from "./canonical-json.ts";
import { survivesAsNumber } from "./exact-number.ts";

export type JsonFault =
  /** Not UTF-8. */
  | "json_encoding"
  /** Not JSON (RFC 8259). */
  | "json_syntax"
  | "json_too_deep"
  /** Two members of one object whose names are equal, or differ in case only. */
  | "json_name_repeated"
  /** A number that would leave as another one. */
  | "json_number_inexact"
  /** A string that no UTF-8 can carry. */
  | "json_surrogate";

export const JSON_DEPTH_MAX = 32;
/** Longest pointer that is given back: the names in it are the sender's, and may be as long as the body. */
export const POINTER_LENGTH_MAX = 256;

/**
 * Parses JSON that policy reads, so that it means the same to us and to whoever parses it next: what other parsers
 * read in several ways is refused, and `JSON.stringify` of the value says exactly what came in.
 *
 * Refused beyond RFC 8259: invalid UTF-8; a byte order mark; a repeated name, and names that differ in case only (some
 * parsers match names without regard to case); a number whose decimal value a double does not keep, and −0; a lone
 * surrogate; nesting deeper than `depthMax`. Never throws. The caller bounds the length.
 *
 * @param depthMax arrays and objects within each other; 1 for a flat one; at most 256.
 * @returns the value, of plain arrays and records (look names up with `Object.hasOwn`); on refusal `fields` holds
 *          the JSON pointer (RFC 6901) of the offending value or member, or of what holds it where that would be
 *          longer than 256 characters, and what is wrong with it.
 */
export function parseStrictJson(
  bytes: Buffer,
  depthMax: number = JSON_DEPTH_MAX,
): Result<JsonValue, JsonFault> {
  if (depthMax < 1 || depthMax > 256) throw new RangeError("depthMax must be in 1 … 256");
  if (!isUtf8(bytes)) return refusal("json_encoding", "", "The body is not UTF-8.");
  const cursor: Cursor = {
    text: bytes.toString("utf8"),
    at: 0,
    depthLeft: depthMax,
    fault: null,
    why: "",
    pointer: "",
  };
  skipWhitespace(cursor);
  const value = parseValue(cursor);
  if (value !== undefined) {
    skipWhitespace(cursor);
    if (cursor.at === cursor.text.length) return ok(value);
    fail(cursor, "json_syntax", "Something follows the value");
  }
  const position = cursor.fault === "json_syntax" ? ` at character ${cursor.at + 1}` : "";
  return refusal(cursor.fault ?? "json_syntax", cursor.pointer, `${cursor.why}${position}.`);
}

function refusal(code: JsonFault, pointer: string, why: string): Result<never, JsonFault> {
  const end =
    pointer.length > POINTER_LENGTH_MAX ? pointer.lastIndexOf("/", POINTER_LENGTH_MAX) : pointer.length;
  return err(code, { detail: why, fields: { [pointer.slice(0, end)]: why } });
}

/** A function that finds a fault notes it and returns undefined; its callers put their part before the pointer. */
type Cursor = {
  readonly text: string;
  at: number;
  depthLeft: number;
  fault: JsonFault | null;
  why: string;
  pointer: string;
};

function fail(cursor: Cursor, fault: JsonFault, why: string): undefined {
  cursor.fault = fault;
  cursor.why = why;
  return undefined;
}

function parseValue(cursor: Cursor): JsonValue | undefined {
  switch (cursor.text.charCodeAt(cursor.at)) {
    case 0x7b:
      return parseRecord(cursor);
    case 0x5b:
      return parseArray(cursor);
    case 0x22:
      return parseString(cursor);
    case 0x74:
      return parseWord(cursor, "true", true);
    case 0x66:
      return parseWord(cursor, "false", false);
    case 0x6e:
      return parseWord(cursor, "null", null);
    default:
      return parseNumber(cursor);
  }
}

function parseWord<T extends boolean | null>(cursor: Cursor, word: string, value: T): T | undefined {
  if (!cursor.text.startsWith(word, cursor.at))
    return fail(cursor, "json_syntax", "No value where one must stand");
  cursor.at += word.length;
  return value;
}

function parseRecord(cursor: Cursor): JsonValue | undefined {
  if (cursor.depthLeft === 0) return fail(cursor, "json_too_deep", "Arrays and objects nest too deep");
  cursor.depthLeft--;
  const record: Record<string, JsonValue> = {};
  const seen = new NameSet();
  cursor.at++;
  skipWhitespace(cursor);
  if (cursor.text.charCodeAt(cursor.at) === 0x7d) return close(cursor, record);
  for (;;) {
    if (cursor.text.charCodeAt(cursor.at) !== 0x22)
      return fail(cursor, "json_syntax", "No name where one must stand");
    const name = parseString(cursor);
    if (name === undefined) return undefined;
    if (!seen.add(name)) {
      cursor.pointer = segment(name);
      return fail(cursor, "json_name_repeated", "A name stands twice in one object, be it in another case");
    }
    skipWhitespace(cursor);
    if (cursor.text.charCodeAt(cursor.at) !== 0x3a)
      return fail(cursor, "json_syntax", "No colon after a name");
    cursor.at++;
    skipWhitespace(cursor);
    const value = parseValue(cursor);
    if (value === undefined) {
      cursor.pointer = segment(name) + cursor.pointer;
      return undefined;
    }
    put(record, name, value);
    skipWhitespace(cursor);
    const next = cursor.text.charCodeAt(cursor.at);
    if (next === 0x7d) return close(cursor, record);
    if (next !== 0x2c) return fail(cursor, "json_syntax", "No comma or } after a member");
    cursor.at++;
    skipWhitespace(cursor);
  }
}

function parseArray(cursor: Cursor): JsonValue | undefined {
  if (cursor.depthLeft === 0) return fail(cursor, "json_too_deep", "Arrays and objects nest too deep");
  cursor.depthLeft--;
  const items: JsonValue[] = [];
  cursor.at++;
  skipWhitespace(cursor);
  if (cursor.text.charCodeAt(cursor.at) === 0x5d) return close(cursor, items);
  for (;;) {
    const value = parseValue(cursor);
    if (value === undefined) {
      cursor.pointer = `/${items.length}${cursor.pointer}`;
      return undefined;
    }
    items.push(value);
    skipWhitespace(cursor);
    const next = cursor.text.charCodeAt(cursor.at);
    if (next === 0x5d) return close(cursor, items);
    if (next !== 0x2c) return fail(cursor, "json_syntax", "No comma or ] after an array's value");
    cursor.at++;
    skipWhitespace(cursor);
  }
}

function close<T>(cursor: Cursor, container: T): T {
  cursor.at++;
  cursor.depthLeft++;
  return container;
}

function put(record: Record<string, JsonValue>, name: string, value: JsonValue): void {
  if (name !== "__proto__") {
    record[name] = value;
    return;
  }
  // Assigned, it would set the prototype instead of a member.
  Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}

function segment(name: string): string {
  return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function parseString(cursor: Cursor): string | undefined {
  const { text } = cursor;
  const start = cursor.at + 1;
  let escaped = false;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      cursor.at = at + 1;
      return escaped ? unescaped(cursor, text.slice(start - 1, at + 1)) : text.slice(start, at);
    }
    if (code === 0x5c) {
      escaped = true;
      at++;
    } else if (code < 0x20) {
      cursor.at = at;
      return fail(cursor, "json_syntax", "A control character in a string");
    }
  }
  cursor.at = text.length;
  return fail(cursor, "json_syntax", "A string without end");
}

/** Only \u can name a lone surrogate: text that came from UTF-8 has none. */
function unescaped(cursor: Cursor, quoted: string): string | undefined {
  let value: string;
  try {
    value = JSON.parse(quoted) as string;
  } catch {
    return fail(cursor, "json_syntax", "An unknown escape in the string that ends");
  }
  if (!value.isWellFormed()) return fail(cursor, "json_surrogate", "A string holds half of a surrogate pair");
  return value;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

function parseNumber(cursor: Cursor): number | undefined {
  NUMBER.lastIndex = cursor.at;
  if (!NUMBER.test(cursor.text)) return fail(cursor, "json_syntax", "No value where one must stand");
  const literal = cursor.text.slice(cursor.at, NUMBER.lastIndex);
  if (!survivesAsNumber(literal)) {
    return fail(
      cursor,
      "json_number_inexact",
      "A number has more digits or a larger exponent than a double keeps",
    );
  }
  cursor.at = NUMBER.lastIndex;
  return Number(literal);
}

function skipWhitespace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    cursor.at++;
  }
}

const FEW = 12;

/** The names of one object so far, without regard to case: a short list first, a set where there are many. */
class NameSet {
  readonly #few: string[] = [];
  #many: Set<string> | null = null;

  /** False if the name, or one that differs from it in case only, is already there. */
  add(name: string): boolean {
    const folded = foldCase(name);
    if (this.#many !== null) {
      if (this.#many.has(folded)) return false;
      this.#many.add(folded);
      return true;
    }
    if (this.#few.includes(folded)) return false;
    this.#few.push(folded);
    if (this.#few.length === FEW) this.#many = new Set(this.#few);
    return true;
  }
}

const NOT_ASCII = /[^\0-\x7f]/;

/**
 * One form for all names that a case-insensitive parser could take for one another: through lower and upper case and
 * back, since ſ and s, or ẞ and ß, meet only on the way. It may hold a few more names equal than such a parser does.
 */
export function foldCase(name: string): string {
  const lower = name.toLowerCase();
  return NOT_ASCII.test(name) ? lower.toUpperCase().toLowerCase() : lower;
}
