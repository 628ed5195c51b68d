import type { JsonValue } from "#lib/crypto/canonical-json.ts";
import type { EventData } from "./event-data.ts";

/** Names that hold a secret wherever they stand. Compared without case, `_` and `-`. */
const SECRET_NAME =
  /(?:secret|password|passphrase|privatekey|token|cookie|authorization|apikey|mackey|seed|recoverycodes?|handle)$/;

/** A bearer token of ours, and a private key in PEM as far as it goes. */
const SECRET_TEXT =
  /kw_(?:live|test)_\w{16,}|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^-]*-----END [A-Z ]*PRIVATE KEY-----|[^-]*)/g;
export const WITHHELD = "[secret withheld]";

/** Names that say who somebody is; `ips`, a key's networks, doesn't. */
const PERSONAL_NAME =
  /^(?:email|emailaddress|ip|ipaddress|useragent|phone|phonenumber|displayname|fullname)$/;

/**
 * The audit log never holds a secret: it can't be taken out again. A domain that hands one over has a bug.
 *
 * @throws {TypeError} naming the place, never the value.
 */
export function refuseSecretNames(data: EventData): void {
  walk(data, "", (pointer, name, value) => {
    if (typeof value === "string" && SECRET_NAME.test(plain(name)))
      throw new TypeError(`an audit event never holds a secret: ${pointer}`);
  });
}

/** The same value with every token and private key in its texts withheld: people paste them into reasons and names. */
export function withholdSecrets<T extends JsonValue>(value: T): T;
export function withholdSecrets(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.replaceAll(SECRET_TEXT, WITHHELD);
  if (Array.isArray(value)) return value.map((item: JsonValue) => withholdSecrets(item));
  // What is no plain record stays as it is, for canonical JSON to refuse.
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withholdSecrets(inner)]));
}

/**
 * What says who somebody is goes into the log as a commitment only: the catalogue must know of it.
 *
 * @param declared JSON Pointers into the event's data.
 * @throws {TypeError} naming the place, never the value.
 */
export function refuseUndeclaredPersonal(data: EventData, declared: readonly string[]): void {
  const { target, before, after, details } = data;
  walk({ target, before, after, details }, "", (pointer, name, value) => {
    if (typeof value === "string" && PERSONAL_NAME.test(plain(name)) && !declared.includes(pointer))
      throw new TypeError(`a personal field the audit catalogue doesn't declare: ${pointer}`);
  });
}

function isRecord(value: JsonValue): value is { readonly [name: string]: JsonValue } {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[_-]/g, "");

function walk(
  value: unknown,
  pointer: string,
  visit: (pointer: string, name: string, value: unknown) => void,
  name = "",
): void {
  visit(pointer, name, value);
  if (typeof value !== "object" || value === null) return;
  for (const [child, inner] of Object.entries(value)) {
    // What stands in a list goes by the list's name.
    walk(inner, `${pointer}/${child}`, visit, Array.isArray(value) ? name : child);
  }
}
