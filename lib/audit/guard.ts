import type { EventData } from "./event-data.ts";

/** Names that hold a secret wherever they stand. Compared without case, `_` and `-`. */
const SECRET_NAME =
  /(?:secret|password|passphrase|privatekey|token|cookie|authorization|apikey|mackey|seed|recoverycodes?|handle)$/;
/** A bearer token of ours, and the first line of a private key in PEM. */
const SECRET_VALUE = /kw_(?:live|test)_\w{16,}|-----BEGIN [A-Z ]*PRIVATE KEY/;

/** Names that say who somebody is; `ips`, a key's networks, doesn't. */
const PERSONAL_NAME =
  /^(?:email|emailaddress|ip|ipaddress|useragent|phone|phonenumber|displayname|fullname)$/;
const EMAIL = /^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/;

/**
 * The audit log never holds a secret: it can't be taken out again.
 *
 * @throws {TypeError} naming the place, never the value.
 */
export function refuseSecrets(data: EventData): void {
  walk(data, "", (pointer, name, value) => {
    if (SECRET_NAME.test(plain(name)) && typeof value === "string")
      throw new TypeError(`an audit event never holds a secret: ${pointer}`);
    if (typeof value === "string" && SECRET_VALUE.test(value))
      throw new TypeError(`an audit event never holds a secret: the value at ${pointer} looks like one`);
  });
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
    if (typeof value !== "string" || declared.includes(pointer)) return;
    if (PERSONAL_NAME.test(plain(name)) || EMAIL.test(value))
      throw new TypeError(`a personal field the audit catalogue doesn't declare: ${pointer}`);
  });
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
