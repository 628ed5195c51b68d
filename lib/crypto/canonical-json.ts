export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

export const CANONICAL_DEPTH_MAX = 64;

/**
 * The one text of a JSON value: RFC 8785 (JSON Canonicalization Scheme).
 *
 * What JSON can't say is refused, never dropped or replaced as JSON.stringify does: what was given is what is hashed.
 *
 * @throws {TypeError} undefined, bigint, a function, a symbol, an object that is no plain record or array, NaN,
 *         an infinity, a lone surrogate, or nesting deeper than 64: a caller's bug, named by its JSON pointer.
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, "", 0);
}

function write(value: unknown, at: string, depth: number): string {
  switch (typeof value) {
    case "string":
      return quote(value, at);
    case "number":
      if (!Number.isFinite(value)) refuse(at, `${value}`);
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (depth === CANONICAL_DEPTH_MAX) refuse(at, `nesting deeper than ${CANONICAL_DEPTH_MAX}`);
      return Array.isArray(value) ? writeArray(value, at, depth + 1) : writeRecord(value, at, depth + 1);
    default:
      return refuse(at, typeof value);
  }
}

function writeArray(items: readonly unknown[], at: string, depth: number): string {
  let text = "[";
  // By index: a hole is refused as the undefined that it reads as.
  for (let i = 0; i < items.length; i++) {
    if (i > 0) text += ",";
    text += write(items[i], `${at}/${i}`, depth);
  }
  return `${text}]`;
}

function writeRecord(record: object, at: string, depth: number): string {
  const prototype = Object.getPrototypeOf(record);
  // By its parent and not by identity with Object.prototype: a record may come from another realm.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    refuse(at, "an object that is no plain record");
  if ("toJSON" in record && typeof record.toJSON === "function") refuse(at, "an object with toJSON");
  if (Object.getOwnPropertySymbols(record).length > 0) refuse(at, "a symbol as a name");
  // The default order of sort() is by UTF-16 code units: RFC 8785 §3.2.3.
  const names = Object.keys(record).sort();
  let text = "{";
  for (const [i, name] of names.entries()) {
    const pointer = `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (i > 0) text += ",";
    text += `${quote(name, pointer)}:${write((record as Record<string, unknown>)[name], pointer, depth)}`;
  }
  return `${text}}`;
}

function quote(text: string, at: string): string {
  if (!text.isWellFormed()) refuse(at, "a lone surrogate");
  return JSON.stringify(text);
}

function refuse(at: string, what: string): never {
  throw new TypeError(`not canonical JSON at "${at}": ${what}`);
}
