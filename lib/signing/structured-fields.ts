import { err, ok, type Result } from "#lib/kernel/result.ts";

/*
 * The part of Structured Fields (RFC 9651) that Signature-Input, Signature and Content-Digest are written in.
 *
 * Stricter than the RFC in three points, so that one text has one meaning: a key or parameter that stands twice is
 * refused (the RFC lets the last one win), base64 must be canonical, and decimals, dates and display strings, which
 * none of these fields uses, are refused.
 */

export type BareItem =
  | { readonly type: "integer"; readonly value: number }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "token"; readonly value: string }
  | { readonly type: "bytes"; readonly value: Buffer }
  | { readonly type: "boolean"; readonly value: boolean };
export type Parameter = { readonly name: string; readonly value: BareItem };
export type Item = { readonly value: BareItem; readonly params: readonly Parameter[] };
export type InnerList = { readonly items: readonly Item[]; readonly params: readonly Parameter[] };
export type Member = { readonly key: string } & (
  | { readonly item: Item; readonly list: null }
  | { readonly item: null; readonly list: InnerList }
);

/** Longest field text that is looked at, in characters. */
export const FIELD_LENGTH_MAX = 4096;
export const MEMBERS_MAX = 16;
export const INNER_ITEMS_MAX = 32;
export const PARAMS_MAX = 16;

const NONE: readonly Parameter[] = [];

/**
 * Parses a dictionary (RFC 9651 §4.2.2). Never throws.
 *
 * @param text the field's lines joined by ", "; at most 4096 characters.
 * @returns its members in order, at least one; `detail` of a refusal says what is wrong and at which character.
 */
export function parseDictionary(text: string): Result<readonly Member[], "structured_field_invalid"> {
  if (text.length > FIELD_LENGTH_MAX) {
    return err("structured_field_invalid", { detail: `longer than ${FIELD_LENGTH_MAX} characters` });
  }
  const cursor: Cursor = { text, at: 0, end: text.length, fault: "" };
  const members = dictionary(cursor);
  if (members !== null) return ok(members);
  return err("structured_field_invalid", { detail: `${cursor.fault} at character ${cursor.at + 1}` });
}

/**
 * The canonical text of an inner list and its parameters (RFC 9651 §4.1.1.1), which is what RFC 9421 signs as
 * `@signature-params` however the field was spaced.
 */
export function serializeInnerList(list: InnerList): string {
  let text = "(";
  for (let i = 0; i < list.items.length; i++) {
    const item = list.items[i] as Item;
    text += (i === 0 ? "" : " ") + serializeBare(item.value) + serializeParams(item.params);
  }
  return `${text})${serializeParams(list.params)}`;
}

export function serializeString(value: string): string {
  return /["\\]/.test(value) ? `"${value.replaceAll(/["\\]/g, "\\$&")}"` : `"${value}"`;
}

function serializeParams(params: readonly Parameter[]): string {
  let text = "";
  for (const { name, value } of params) {
    text += value.type === "boolean" && value.value ? `;${name}` : `;${name}=${serializeBare(value)}`;
  }
  return text;
}

function serializeBare(item: BareItem): string {
  switch (item.type) {
    case "integer":
      return String(item.value);
    case "string":
      return serializeString(item.value);
    case "token":
      return item.value;
    case "bytes":
      return `:${item.value.toString("base64")}:`;
    case "boolean":
      return item.value ? "?1" : "?0";
  }
}

// The parser: one cursor, no exceptions. A function that finds a fault notes it, leaves `at` on it, and returns null.

type Cursor = { readonly text: string; at: number; readonly end: number; fault: string };

function fail(cursor: Cursor, fault: string): null {
  cursor.fault = fault;
  return null;
}

function dictionary(cursor: Cursor): Member[] | null {
  const members: Member[] = [];
  skipSpaces(cursor);
  for (;;) {
    if (members.length === MEMBERS_MAX) return fail(cursor, `more than ${MEMBERS_MAX} members`);
    const start = cursor.at;
    const key = parseKey(cursor);
    if (key === null) return null;
    if (members.some((member) => member.key === key)) {
      cursor.at = start;
      return fail(cursor, "a member that stands twice");
    }
    const member = memberAfterKey(cursor, key);
    if (member === null) return null;
    members.push(member);
    skipOptionalWhitespace(cursor);
    if (cursor.at === cursor.end) return members;
    if (cursor.text[cursor.at] !== ",") return fail(cursor, "an unexpected character");
    cursor.at++;
    skipOptionalWhitespace(cursor);
    // What follows a comma is a key: a trailing comma ends in parseKey's refusal.
  }
}

function memberAfterKey(cursor: Cursor, key: string): Member | null {
  if (cursor.text[cursor.at] !== "=") {
    const params = parseParams(cursor);
    return params === null
      ? null
      : { key, item: { value: { type: "boolean", value: true }, params }, list: null };
  }
  cursor.at++;
  if (cursor.text[cursor.at] === "(") {
    const list = parseInnerList(cursor);
    return list === null ? null : { key, item: null, list };
  }
  const item = parseItem(cursor);
  return item === null ? null : { key, item, list: null };
}

function parseInnerList(cursor: Cursor): InnerList | null {
  cursor.at++;
  const items: Item[] = [];
  for (;;) {
    skipSpaces(cursor);
    if (cursor.text[cursor.at] === ")") {
      cursor.at++;
      const params = parseParams(cursor);
      return params === null ? null : { items, params };
    }
    if (items.length === INNER_ITEMS_MAX) return fail(cursor, `more than ${INNER_ITEMS_MAX} items in a list`);
    const item = parseItem(cursor);
    if (item === null) return null;
    items.push(item);
    const next = cursor.text[cursor.at];
    if (next !== " " && next !== ")") return fail(cursor, "no space or ) after a list's item");
  }
}

function parseItem(cursor: Cursor): Item | null {
  const value = parseBare(cursor);
  if (value === null) return null;
  const params = parseParams(cursor);
  return params === null ? null : { value, params };
}

function parseParams(cursor: Cursor): readonly Parameter[] | null {
  if (cursor.text[cursor.at] !== ";") return NONE;
  const params: Parameter[] = [];
  while (cursor.text[cursor.at] === ";") {
    if (params.length === PARAMS_MAX) return fail(cursor, `more than ${PARAMS_MAX} parameters`);
    cursor.at++;
    skipSpaces(cursor);
    const start = cursor.at;
    const name = parseKey(cursor);
    if (name === null) return null;
    if (params.some((param) => param.name === name)) {
      cursor.at = start;
      return fail(cursor, "a parameter that stands twice");
    }
    let value: BareItem | null = { type: "boolean", value: true };
    if (cursor.text[cursor.at] === "=") {
      cursor.at++;
      value = parseBare(cursor);
      if (value === null) return null;
    }
    params.push({ name, value });
  }
  return params;
}

const TOKEN = /[A-Za-z*][A-Za-z0-9!#$%&'*+\-.^_`|~:/]*/y;
/** RFC 9651 §3.3.1: fifteen digits; a point would make it a decimal. */
const INTEGER = /-?[0-9]{1,15}(?![0-9.])/y;

/** The match of a sticky pattern at the cursor, which moves behind it; "" where it does not match. */
function take(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at;
  if (!pattern.test(cursor.text)) return "";
  const start = cursor.at;
  cursor.at = pattern.lastIndex;
  return cursor.text.slice(start, cursor.at);
}

const KEY_START = 1;
const KEY_REST = 2;
/** By character code below 128: may it begin a key (RFC 9651 §3.1.2), may it go on in one. */
const KEY_CHARS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return (/[a-z*]/.test(char) ? KEY_START : 0) | (/[a-z0-9_.*-]/.test(char) ? KEY_REST : 0);
});

function parseKey(cursor: Cursor): string | null {
  const { text, at: start } = cursor;
  if (!isKeyChar(text.charCodeAt(start), KEY_START)) return fail(cursor, "no key where one must stand");
  let at = start + 1;
  while (isKeyChar(text.charCodeAt(at), KEY_REST)) at++;
  cursor.at = at;
  return text.slice(start, at);
}

/** False at the end of the text too, where the code is NaN. */
function isKeyChar(code: number, kind: number): boolean {
  return code < 128 && ((KEY_CHARS[code] as number) & kind) !== 0;
}

function parseBare(cursor: Cursor): BareItem | null {
  const first = cursor.text.charCodeAt(cursor.at);
  if (first === 0x22) return parseString(cursor);
  if (first === 0x3a) return parseBytes(cursor);
  if (first === 0x2d || (first >= 0x30 && first <= 0x39)) return parseInteger(cursor);
  if (first === 0x3f) return parseBoolean(cursor);
  const token = take(cursor, TOKEN);
  return token === "" ? fail(cursor, "no value where one must stand") : { type: "token", value: token };
}

function parseInteger(cursor: Cursor): BareItem | null {
  const digits = take(cursor, INTEGER);
  if (digits === "") return fail(cursor, "no integer of at most 15 digits");
  // −0 is 0 (RFC 9651 §4.1.4 has no sign for it).
  return { type: "integer", value: Number(digits) + 0 };
}

function parseBoolean(cursor: Cursor): BareItem | null {
  const digit = cursor.text[cursor.at + 1];
  if (digit !== "0" && digit !== "1") return fail(cursor, "no boolean");
  cursor.at += 2;
  return { type: "boolean", value: digit === "1" };
}

function parseString(cursor: Cursor): BareItem | null {
  const { text, end } = cursor;
  const start = cursor.at + 1;
  let at = start;
  let escaped = false;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      cursor.at = at + 1;
      const raw = text.slice(start, at);
      return { type: "string", value: escaped ? raw.replaceAll(/\\(["\\])/g, "$1") : raw };
    }
    if (code === 0x5c) {
      escaped = true;
      at++;
      const next = text.charCodeAt(at);
      if (next !== 0x22 && next !== 0x5c) break;
    } else if (code < 0x20 || code > 0x7e) break;
  }
  cursor.at = at;
  return fail(cursor, at < end ? "a character that no string holds" : "a string without end");
}

/** Canonical base64 has whole groups of four, and zeros in the bits past the last byte: one text for one signature. */
const BASE64 = /^[A-Za-z0-9+/]*(?:[AQgw]==|[AEIMQUYcgkosw048]=)?$/;

function parseBytes(cursor: Cursor): BareItem | null {
  const close = cursor.text.indexOf(":", cursor.at + 1);
  if (close === -1) return fail(cursor, "a byte sequence without end");
  const base64 = cursor.text.slice(cursor.at + 1, close);
  if (base64.length % 4 !== 0 || !BASE64.test(base64)) return fail(cursor, "no canonical base64");
  cursor.at = close + 1;
  return { type: "bytes", value: Buffer.from(base64, "base64") };
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.text.charCodeAt(cursor.at) === 0x20) cursor.at++;
}

function skipOptionalWhitespace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== 0x20 && code !== 0x09) return;
    cursor.at++;
  }
}
